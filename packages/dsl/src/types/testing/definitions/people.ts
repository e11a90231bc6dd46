import { catalogOf, define, type TypedDefinition } from '../shorthand.ts';

const EMPLOYEE = {
  employeeId: 'uuid',
  name: { first: 'string', last: 'string' },
  email: 'email',
  department: 'engineering|sales|finance|people',
  'managerId?': 'uuid?',
  startsOn: 'date',
  weeklyHours: 'number',
} as const;

const CATALOG = catalogOf({
  operations: {
    'hr.getEmployee': { route: 'GET /employees/{employeeId}', args: { employeeId: 'uuid' }, gives: EMPLOYEE },
    'hr.createEmployee': {
      route: 'POST /employees',
      args: {
        firstName: 'string',
        lastName: 'string',
        department: 'engineering|sales|finance|people',
        startsOn: 'date',
        'weeklyHours?': 'number',
        'managerId?': 'uuid',
      },
      gives: EMPLOYEE,
    },
    'hr.requestLeave': {
      route: 'POST /leaves',
      args: { employeeId: 'uuid', from: 'date', to: 'date', kind: 'vacation|sick|parental' },
      gives: { leaveId: 'string', days: 'number', state: 'requested|approved|denied' },
    },
    'hr.decideLeave': {
      route: 'POST /leaves/{leaveId}/decision',
      args: { leaveId: 'string', approved: 'boolean', 'comment?': 'string' },
      gives: { leaveId: 'string', state: 'requested|approved|denied' },
    },
    'it.createAccount': {
      route: 'POST /accounts',
      args: { email: 'email', displayName: 'string', groups: ['string'], 'quotaMb?': 'integer' },
      gives: { accountId: 'string', initialPassword: 'string', expiresAt: 'date-time' },
    },
    'it.orderDevice': {
      route: 'POST /devices/orders',
      args: { model: 'laptop|desktop|phone', employeeId: 'uuid', 'accessories?': ['string'] },
      gives: { orderId: 'string', deliveryDays: 'integer' },
    },
    'it.deleteAccount': {
      route: 'DELETE /accounts/{accountId}',
      args: { accountId: 'string' },
      gives: { deleted: 'boolean' },
    },
    'clinic.findSlots': {
      route: 'GET /slots',
      args: { day: 'date', 'durationMinutes?': 'integer', 'room?': 'string' },
      gives: {
        slots: [
          {
            slotId: 'string',
            startsAt: 'date-time',
            minutes: 'integer',
            practitioner: { id: 'string', name: 'string' },
          },
        ],
      },
    },
    'clinic.bookSlot': {
      route: 'POST /slots/{slotId}/bookings',
      args: {
        slotId: 'string',
        patient: { name: 'string', 'phone?': 'string', birthDate: 'date' },
        reason: 'checkup|treatment|emergency',
      },
      gives: { bookingId: 'uuid', state: 'booked|waitlisted' },
    },
    'courses.enroll': {
      route: 'POST /courses/{courseId}/enrollments',
      args: { courseId: 'string', learner: 'email', 'deadline?': 'date' },
      gives: {
        enrollmentId: 'string',
        modules: [{ moduleId: 'string', title: 'string', hours: 'number' }],
        progress: 'number',
      },
    },
    'courses.getProgress': {
      route: 'GET /enrollments/{enrollmentId}',
      args: { enrollmentId: 'string' },
      gives: { progress: 'number', completed: 'boolean', 'score?': 'integer?' },
    },
  },
  events: {
    'candidate.hired': {
      firstName: 'string',
      lastName: 'string',
      department: 'engineering|sales|finance|people',
      startsOn: 'date',
      email: 'email',
      equipment: ['string'],
      'managerId?': 'uuid',
    },
    'leave.requested': { employeeId: 'uuid', from: 'date', to: 'date', kind: 'vacation|sick|parental' },
    'appointment.requested': {
      patientName: 'string',
      birthDate: 'date',
      'phone?': 'string',
      day: 'date',
      reason: 'checkup|treatment|emergency',
      durationMinutes: 'integer',
    },
    'appointment.booked': { bookingId: 'uuid', startsAt: 'date-time' },
  },
});

const ONBOARD = `
schedule:
  on:
    one:
      with:
        type: candidate.hired
input:
  from: .[0]
  schema:
    document:
      type: array
do:
  - create:
      call: createEmployee
      with:
        firstName: \${ .firstName }
        lastName: \${ .lastName }
        department: \${ .department }
        startsOn: \${ .startsOn }
        weeklyHours: 40
      export:
        as: \${ { employee: ., equipment: $workflow.input[0].equipment } }
  - prepare:
      fork:
        branches:
          - account:
              call: createAccount
              with:
                email: \${ .email }
                displayName: \${ .name.first + " " + .name.last }
                groups: \${ ["staff", .department] }
                quotaMb: 2048
              metadata:
                compensate:
                  - drop:
                      call: deleteAccount
                      with:
                        accountId: \${ .accountId }
          - laptop:
              call: orderDevice
              with:
                model: laptop
                employeeId: \${ .employeeId }
                accessories: \${ $context.equipment }
          - course:
              call: enroll
              with:
                courseId: welcome
                learner: \${ .email }
      output:
        as: \${ { account: .[0].accountId, days: .[1].deliveryDays, modules: [.[2].modules[] | .title] } }
  - wait:
      wait:
        days: 1
  - welcome:
      call: notify:1@default
      with:
        to: \${ $context.employee.email }
        channel: email
        subject: Welcome
        message: \${ "Device in \\(.days) days. Courses: " + (.modules | join(", ")) }
`;

const LEAVE = `
schedule:
  on:
    one:
      with:
        type: leave.requested
input:
  from: .[0]
do:
  - request:
      call: requestLeave
      with:
        employeeId: \${ .employeeId }
        from: \${ .from }
        to: \${ .to }
        kind: \${ .kind }
      export:
        as: \${ { leaveId: .leaveId, employeeId: $input.employeeId } }
  - short:
      switch:
        - sick:
            when: .days <= 2
            then: accept
        - other:
            then: person
  - person:
      call: getEmployee
      with:
        employeeId: \${ $context.employeeId }
  - ask:
      call: approve:1@default
      with:
        title: \${ "Leave of " + .name.last }
        assignee: \${ .managerId // "people" }
        subject: \${ { department: .department, hours: .weeklyHours } }
        deadline: P2D
  - decide:
      call: decideLeave
      with:
        leaveId: \${ $context.leaveId }
        approved: \${ .approved }
        comment: \${ .comment }
      then: end
  - accept:
      call: decideLeave
      with:
        leaveId: \${ $context.leaveId }
        approved: true
output:
  as: .state
`;

const APPOINTMENT = `
schedule:
  on:
    one:
      with:
        type: appointment.requested
input:
  from: .[0]
do:
  - find:
      call: findSlots
      with:
        day: \${ .day }
        durationMinutes: \${ .durationMinutes }
      output:
        as: \${ { request: $input, slots: .slots } }
  - some:
      switch:
        - none:
            when: .slots == []
            then: apologise
        - emergency:
            when: .request.reason == "emergency"
            then: book
        - usual:
            then: filter
  - filter:
      set:
        request: \${ .request }
        slots: \${ [.slots[] | select(.minutes >= 15)] }
  - book:
      call: bookSlot
      with:
        slotId: \${ .slots[0].slotId }
        patient:
          name: \${ .request.patientName }
          birthDate: \${ .request.birthDate }
          phone: \${ .request.phone }
        reason: \${ .request.reason }
      output:
        as: \${ { booking: ., startsAt: $input.slots[0].startsAt } }
  - publish:
      if: .booking.state == "booked"
      emit:
        event:
          with:
            type: appointment.booked
            data:
              bookingId: \${ .booking.bookingId }
              startsAt: \${ .startsAt }
      then: end
  - apologise:
      call: notify:1@default
      with:
        to: reception
        message: No slot is free
`;

const TRAINING = `
input:
  schema:
    document:
      type: object
      properties:
        learners: { type: array, items: { type: object, properties: { email: { type: string, format: email }, name: { type: string } }, required: [email, name] } }
        courseId: { type: string }
        limit: { type: number }
      required: [learners, courseId, limit]
do:
  - start:
      set:
        learners: \${ .learners }
        done: []
      export:
        as: \${ { course: $workflow.input.courseId, count: 0 } }
  - each:
      for:
        each: learner
        in: .learners
      do:
        - enroll:
            call: enroll
            with:
              courseId: \${ $context.course }
              learner: \${ $learner.email }
              deadline: 2026-06-30
            export:
              as: \${ $context + { count: ($context.count + 1) } }
        - wait:
            wait: P7D
        - progress:
            call: getProgress
            with:
              enrollmentId: \${ .enrollmentId }
        - urge:
            if: (.completed | not) and .progress < 0.5
            call: notify:1@default
            with:
              to: \${ $learner.email }
              channel: email
              message: \${ "Dear \\($learner.name), only \\(.progress * 100) % are done" }
  - report:
      set:
        enrolled: \${ $context.count }
        enough: \${ $context.count >= $workflow.input.limit }
`;

export const PEOPLE: readonly TypedDefinition[] = [
  define('onboard', CATALOG, ONBOARD),
  define('leave', CATALOG, LEAVE),
  define('appointment', CATALOG, APPOINTMENT),
  define('training', CATALOG, TRAINING),
];
