import { type Handlers, page, timeFromNow, where } from '../handler.ts';
import { conflict, find, ProblemError } from '../problem.ts';
import type { Employee, Message, Shift, TimeOff } from '../records.ts';
import type { World } from '../world.ts';

const HOUR_MS = 3_600_000;

export const staffHandlers: Handlers = {
  listEmployees({ query }, { world }) {
    const rows = [...world.employees.values()].filter(where('role', query.role)).filter(where('status', query.status));
    return page(rows.sort(byName), query);
  },

  listAvailableEmployees({ query }, { world, nowMs }) {
    const startMs = query.startsAt === undefined ? nowMs : Date.parse(String(query.startsAt));
    const endMs = query.endsAt === undefined ? startMs + 8 * HOUR_MS : Date.parse(String(query.endsAt));
    if (endMs <= startMs) throw endBeforeStart();
    const rows = [...world.employees.values()]
      .filter(where('role', query.role))
      .filter((row) => row.status === 'active' && !isBusy(world, row.employeeId, startMs, endMs));
    return page(rows.sort(byName), query);
  },

  getEmployee: ({ params }, { world }) => find(world.employees, 'employee', params.employeeId!),

  messageEmployee({ params, body }, context) {
    const employee = find(context.world.employees, 'employee', params.employeeId!);
    const { message, urgent } = body as { message: string; urgent?: boolean };
    const row: Message = {
      messageId: context.world.nextId('msg'),
      employeeId: employee.employeeId,
      message,
      urgent: urgent ?? false,
      sentAt: timeFromNow(context),
    };
    context.world.messages.set(row.messageId, row);
    return row;
  },

  listShifts({ query }, { world }) {
    const from = query.from === undefined ? -Infinity : Date.parse(String(query.from));
    const to = query.to === undefined ? Infinity : Date.parse(String(query.to));
    const rows = [...world.shifts.values()]
      .filter(where('employeeId', query.employeeId))
      .filter(where('role', query.role))
      .filter(where('status', query.status))
      .filter((row) => overlaps(row, from, to))
      .sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt));
    return page(rows, query);
  },

  createShift({ body }, { world }) {
    const wanted = body as { role: Employee['role']; startsAt: string; endsAt: string; employeeId?: string };
    checkSpan(wanted);
    const shift: Shift = {
      shiftId: world.nextId('shf'),
      status: 'open',
      ...pick(wanted, 'role', 'startsAt', 'endsAt'),
    };
    if (wanted.employeeId !== undefined) assign(world, shift, wanted.employeeId);
    world.shifts.set(shift.shiftId, shift);
    return shift;
  },

  assignShift({ params, body }, { world }) {
    const shift = find(world.shifts, 'shift', params.shiftId!);
    if (shift.status === 'completed') throw conflict(`Shift ${shift.shiftId} is over.`);
    assign(world, shift, (body as { employeeId: string }).employeeId);
    return shift;
  },

  getLaborCost({ query }, { world }) {
    const span = { startsAt: String(query.from), endsAt: String(query.to) };
    checkSpan(span);
    const from = Date.parse(span.startsAt);
    const to = Date.parse(span.endsAt);
    let hours = 0;
    let amount = 0;
    let count = 0;
    for (const shift of world.shifts.values()) {
      if (!overlaps(shift, from, to) || shift.status === 'missed') continue;
      const worked = (Math.min(Date.parse(shift.endsAt), to) - Math.max(Date.parse(shift.startsAt), from)) / HOUR_MS;
      const rate = shift.employeeId === undefined ? 0 : (world.employees.get(shift.employeeId)?.hourlyRate.amount ?? 0);
      count += 1;
      hours += worked;
      amount += Math.round(worked * rate);
    }
    return { from: span.startsAt, to: span.endsAt, hours, shifts: count, total: { amount, currency: 'USD' } };
  },

  requestTimeOff({ body }, context) {
    const wanted = body as { employeeId: string; startsAt: string; endsAt: string; reason?: string };
    find(context.world.employees, 'employee', wanted.employeeId);
    checkSpan(wanted);
    const row: TimeOff = {
      timeOffId: context.world.nextId('tof'),
      status: 'requested',
      ...pick(wanted, 'employeeId', 'startsAt', 'endsAt'),
      ...(wanted.reason !== undefined && { reason: wanted.reason }),
      requestedAt: timeFromNow(context),
    };
    context.world.timeOff.set(row.timeOffId, row);
    return row;
  },

  approveTimeOff({ params, body }, context) {
    const row = find(context.world.timeOff, 'request for time off', params.timeOffId!);
    if (row.status === 'approved') throw conflict(`Request ${row.timeOffId} is already approved.`);
    row.status = 'approved';
    row.approvedAt = timeFromNow(context);
    const { note } = body as { note?: string };
    if (note !== undefined) row.note = note;
    return row;
  },
};

/** Marks a shift as missed and returns the data of its `shift.missed` webhook. */
export function missShift(world: World, shiftId: string): object {
  const shift = find(world.shifts, 'shift', shiftId);
  if (shift.employeeId === undefined) throw conflict(`Nobody is assigned to shift ${shiftId}.`);
  const employee = find(world.employees, 'employee', shift.employeeId);
  shift.status = 'missed';
  const { role, startsAt, endsAt } = shift;
  return { shiftId, employeeId: employee.employeeId, employeeName: employee.name, role, startsAt, endsAt };
}

function assign(world: World, shift: Shift, employeeId: string): void {
  const employee = find(world.employees, 'employee', employeeId);
  if (employee.status !== 'active') throw conflict(`${employee.name} does not work at the moment.`);
  if (isBusy(world, employeeId, Date.parse(shift.startsAt), Date.parse(shift.endsAt))) {
    throw conflict(`${employee.name} is busy at that time.`);
  }
  shift.employeeId = employeeId;
  shift.status = 'assigned';
}

/** Whether an employee works or is off at some moment of the span. A missed shift binds nobody. */
function isBusy(world: World, employeeId: string, startMs: number, endMs: number): boolean {
  const works = [...world.shifts.values()].some(
    (row) => row.employeeId === employeeId && row.status !== 'missed' && overlaps(row, startMs, endMs),
  );
  const isOff = [...world.timeOff.values()].some(
    (row) => row.employeeId === employeeId && row.status === 'approved' && overlaps(row, startMs, endMs),
  );
  return works || isOff;
}

interface Span {
  startsAt: string;
  endsAt: string;
}

const overlaps = (row: Span, startMs: number, endMs: number) =>
  Date.parse(row.startsAt) < endMs && Date.parse(row.endsAt) > startMs;

const endBeforeStart = () => new ProblemError(400, 'invalid_request', 'The end must be after the start.');

function checkSpan({ startsAt, endsAt }: Span): void {
  if (Date.parse(endsAt) <= Date.parse(startsAt)) throw endBeforeStart();
}

const byName = (a: Employee, b: Employee) => a.name.localeCompare(b.name);

function pick<T, K extends keyof T>(value: T, ...keys: K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, value[key]])) as Pick<T, K>;
}
