import type { Customer, Driver, Employee, Shift } from '../records.ts';
import { usd } from './menu.ts';

const HOUR = 3_600_000;

export const CUSTOMERS: readonly Customer[] = (
  [
    ['cus_201', 'Customer One', '+12125550123', 'silver', 320, '14 Bleecker St, New York, NY 10012'],
    ['cus_202', 'Customer Two', '+12125550124', 'gold', 1240, '220 W 15th St, New York, NY 10011'],
    ['cus_203', 'Customer Three', '+12125550125', 'bronze', 40, '88 Greenwich Ave, New York, NY 10011'],
    ['cus_204', 'Customer Four', '+12125550126', 'bronze', 0, '301 E 10th St, New York, NY 10009'],
    ['cus_205', 'Customer Five', '+12125550127', 'silver', 510, '47 Perry St, New York, NY 10014'],
  ] as const
).map(([customerId, name, phone, tier, loyaltyPoints, address]) => ({
  customerId,
  name,
  email: `${name.toLowerCase().replace(' ', '.')}@example.com`,
  phone,
  tier,
  loyaltyPoints,
  address,
  createdAt: '2024-05-11T12:00:00.000Z',
}));

export const EMPLOYEES: readonly Employee[] = (
  [
    ['emp_manager1', 'The Manager', 'manager', '+12125550160', 'active', 4200],
    ['emp_lead1', 'First Lead', 'shift_lead', '+12125550161', 'active', 2900],
    ['emp_lead2', 'Second Lead', 'shift_lead', '+12125550162', 'active', 2850],
    ['emp_buyer1', 'The Buyer', 'buyer', '+12125550163', 'active', 3100],
    ['emp_chef1', 'The Chef', 'chef', '+12125550164', 'active', 3600],
    ['emp_cook1', 'First Cook', 'line_cook', '+12125550165', 'active', 2200],
    ['emp_cook2', 'Second Cook', 'line_cook', '+12125550166', 'active', 2250],
    ['emp_server1', 'First Server', 'server', '+12125550167', 'active', 1800],
    ['emp_server2', 'Second Server', 'server', '+12125550168', 'on_leave', 1800],
    ['emp_host1', 'The Host', 'host', '+12125550169', 'active', 1750],
    ['emp_bar1', 'The Bartender', 'bartender', '+12125550170', 'active', 2100],
  ] as const
).map(([employeeId, name, role, phone, status, cents]) => ({
  employeeId,
  name,
  role,
  email: `${name.toLowerCase().replace(' ', '.')}@restaurant.example`,
  phone,
  status,
  hourlyRate: usd(cents),
}));

export const DRIVERS: readonly Driver[] = [
  {
    driverId: 'drv_1',
    name: 'First Driver',
    phone: '+12125550181',
    vehicle: 'scooter',
    status: 'available',
    distanceKm: 0.8,
    rating: 4.8,
  },
  {
    driverId: 'drv_2',
    name: 'Second Driver',
    phone: '+12125550182',
    vehicle: 'bicycle',
    status: 'available',
    distanceKm: 0.4,
    rating: 4.9,
  },
  {
    driverId: 'drv_3',
    name: 'Third Driver',
    phone: '+12125550183',
    vehicle: 'car',
    status: 'delivering',
    distanceKm: 3.2,
    rating: 4.6,
  },
  {
    driverId: 'drv_4',
    name: 'Fourth Driver',
    phone: '+12125550184',
    vehicle: 'car',
    status: 'off_duty',
    distanceKm: 9.5,
    rating: 4.7,
  },
];

/** Today's shifts around `nowMs`, one running per role that matters, and one open in the evening. */
export function shifts(nowMs: number): Shift[] {
  const hour = Math.floor(nowMs / HOUR) * HOUR;
  const at = (offset: number) => new Date(hour + offset * HOUR).toISOString();
  const running = (shiftId: string, role: Shift['role'], employeeId: string): Shift => ({
    shiftId,
    role,
    status: 'started',
    employeeId,
    startsAt: at(-2),
    endsAt: at(6),
  });
  return [
    running('shf_901', 'shift_lead', 'emp_lead1'),
    running('shf_902', 'chef', 'emp_chef1'),
    running('shf_903', 'line_cook', 'emp_cook1'),
    running('shf_904', 'server', 'emp_server1'),
    {
      shiftId: 'shf_905',
      role: 'line_cook',
      status: 'assigned',
      employeeId: 'emp_cook2',
      startsAt: at(7),
      endsAt: at(15),
    },
    { shiftId: 'shf_906', role: 'server', status: 'open', startsAt: at(7), endsAt: at(15) },
  ];
}
