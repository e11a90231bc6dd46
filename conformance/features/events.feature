Feature: Events
  Emitting, listening with every strategy, correlation, and events that come early

  Scenario: An emitted event gets what it lacks
    Given a workflow that does:
    """yaml
    - tell: { emit: { event: { with: { type: order.done, data: { n: '${ .n }' } } } } }
    """
    And given the workflow input is:
    """yaml
    n: 3
    """
    When the workflow is executed
    Then the workflow should complete
    And the published events should be:
    """yaml
    - specversion: '1.0'
      type: order.done
      source: /workflows/test/main
      time: '2026-01-05T09:00:00.000Z'
      data: { n: 3 }
    """
    And the workflow output should have properties 'id', 'time'

  Scenario: Attributes that the task gives are kept
    Given a workflow that does:
    """yaml
    - tell:
        emit:
          event:
            with: { id: my-id, source: 'https://shop.test', type: order.done, subject: '${ .order }', priority: high }
    """
    And given the workflow input is:
    """yaml
    order: o-1
    """
    When the workflow is executed
    Then the published events should be:
    """yaml
    - { id: my-id, source: 'https://shop.test', subject: o-1, priority: high }
    """

  Scenario: One event is enough for one, and its data is the list's item
    Given a workflow that does:
    """yaml
    - listen: { listen: { to: { one: { with: { type: order.paid } } } } }
    """
    When the workflow is started
    And the event is received:
    """yaml
    { type: order.other, data: { n: 0 } }
    """
    Then the workflow should still run
    When the event is received:
    """yaml
    { type: order.paid, data: { n: 1 } }
    """
    Then the workflow should complete with output:
    """yaml
    - { n: 1 }
    """

  Scenario: Read envelope gives whole events
    Given a workflow that does:
    """yaml
    - listen: { listen: { to: { one: { with: { type: order.paid } } }, read: envelope }, output: { as: '.[0] | [.id, .type, .data]' } }
    """
    When the workflow is started
    And the event is received:
    """yaml
    { id: e-1, type: order.paid, data: 5 }
    """
    Then the workflow should complete with output:
    """yaml
    [e-1, order.paid, 5]
    """

  Scenario: All waits for one event of each kind, in any order
    Given a workflow that does:
    """yaml
    - listen:
        listen:
          to:
            all:
              - with: { type: a }
              - with: { type: b }
    """
    When the workflow is started
    And the event is received:
    """yaml
    { type: b, data: 2 }
    """
    And the event is received:
    """yaml
    { type: b, data: 3 }
    """
    Then the workflow should still run
    When the event is received:
    """yaml
    { type: a, data: 1 }
    """
    Then the workflow should complete with output:
    """yaml
    [2, 1]
    """

  Scenario: Any takes the first that matches one of the filters
    Given a workflow that does:
    """yaml
    - listen:
        listen:
          to:
            any:
              - with: { type: a }
              - with: { type: b }
    """
    When the workflow is started
    And the event is received:
    """yaml
    { type: b, data: 2 }
    """
    Then the workflow should complete with output:
    """yaml
    [2]
    """

  Scenario: Any without filters takes every event
    Given a workflow that does:
    """yaml
    - listen: { listen: { to: { any: [], until: '(. | length) >= 2' } } }
    """
    When the workflow is started
    And the event is received:
    """yaml
    { type: a, data: 1 }
    """
    And the event is received:
    """yaml
    { type: b, data: 2 }
    """
    Then the workflow should complete with output:
    """yaml
    [1, 2]
    """

  Scenario: Any until another event, which is not part of the output
    Given a workflow that does:
    """yaml
    - listen:
        listen:
          to:
            any:
              - with: { type: reading }
            until:
              one: { with: { type: stop } }
    """
    When the workflow is started
    And the event is received:
    """yaml
    { type: reading, data: 1 }
    """
    And the event is received:
    """yaml
    { type: reading, data: 2 }
    """
    And the event is received:
    """yaml
    { type: stop }
    """
    Then the workflow should complete with output:
    """yaml
    [1, 2]
    """

  Scenario: A filter on data compares every property that it gives
    Given a workflow that does:
    """yaml
    - listen: { listen: { to: { one: { with: { type: order.paid, data: { order: { id: 7 } } } } } } }
    """
    When the workflow is started
    And the event is received:
    """yaml
    { type: order.paid, data: { order: { id: 8 } } }
    """
    Then the workflow should still run
    When the event is received:
    """yaml
    { type: order.paid, data: { order: { id: 7, total: 3 }, more: true } }
    """
    Then the workflow should complete

  Scenario: An expression in a filter sees the attribute it stands at, and variables
    Given a workflow that does:
    """yaml
    - remember: { set: '${ . }', export: { as: '{ order: .order }' } }
    - listen:
        listen:
          to:
            one:
              with: { type: vitals, data: '${ .temperature > 38 and .order == $context.order }' }
    """
    And given the workflow input is:
    """yaml
    order: 7
    """
    When the workflow is started
    And the event is received:
    """yaml
    { type: vitals, data: { temperature: 39, order: 8 } }
    """
    And the event is received:
    """yaml
    { type: vitals, data: { temperature: 36, order: 7 } }
    """
    Then the workflow should still run
    When the event is received:
    """yaml
    { type: vitals, data: { temperature: 40, order: 7 } }
    """
    Then the workflow should complete

  Scenario: An expression that gives no boolean has to equal the attribute
    Given a workflow that does:
    """yaml
    - listen: { listen: { to: { one: { with: { type: order.paid, subject: '${ $input.order }' } } } } }
    """
    And given the workflow input is:
    """yaml
    order: o-7
    """
    When the workflow is started
    And the event is received:
    """yaml
    { type: order.paid, subject: o-8 }
    """
    Then the workflow should still run
    When the event is received:
    """yaml
    { type: order.paid, subject: o-7 }
    """
    Then the workflow should complete

  Scenario: A filter whose expression fails does not match
    Given a workflow that does:
    """yaml
    - listen: { listen: { to: { one: { with: { type: a, data: '${ .n + "x" | test("1x") }' } } } } }
    """
    When the workflow is started
    And the event is received:
    """yaml
    { type: a, data: { n: 1 } }
    """
    Then the workflow should still run
    When the event is received:
    """yaml
    { type: a, data: { n: '1' } }
    """
    Then the workflow should complete

  Scenario: Correlated events agree with the first one
    Given a workflow that does:
    """yaml
    - listen:
        listen:
          to:
            all:
              - with: { type: temperature }
                correlate: { room: { from: .data.room } }
              - with: { type: humidity }
                correlate: { room: { from: .data.room } }
    """
    When the workflow is started
    And the event is received:
    """yaml
    { type: temperature, data: { room: kitchen } }
    """
    And the event is received:
    """yaml
    { type: humidity, data: { room: cellar } }
    """
    Then the workflow should still run
    When the event is received:
    """yaml
    { type: humidity, data: { room: kitchen } }
    """
    Then the workflow should complete with output:
    """yaml
    - { room: kitchen }
    - { room: kitchen }
    """

  Scenario: A correlation may say what it expects
    Given a workflow that does:
    """yaml
    - listen:
        listen:
          to:
            one:
              with: { type: order.paid }
              correlate: { order: { from: .data.id, expect: '${ .orderId }' } }
    """
    And given the workflow input is:
    """yaml
    orderId: 7
    """
    When the workflow is started
    And the event is received:
    """yaml
    { type: order.paid, data: { id: 8 } }
    """
    Then the workflow should still run
    When the event is received:
    """yaml
    { type: order.paid, data: { id: 7 } }
    """
    Then the workflow should complete

  Scenario: Foreach works on every event before it takes the next
    Given a workflow that does:
    """yaml
    - listen:
        listen: { to: { any: [{ with: { type: reading } }], until: '(. | length) == 2' } }
        foreach:
          item: reading
          at: n
          do:
            - double: { set: { value: '${ $reading.v * 2 }', n: '${ $n }' } }
          output: { as: '[.value, .n]' }
    """
    When the workflow is started
    And the event is received:
    """yaml
    { type: reading, data: { v: 5 } }
    """
    And the event is received:
    """yaml
    { type: reading, data: { v: 7 } }
    """
    Then the workflow should complete with output:
    """yaml
    - [10, 0]
    - [14, 1]
    """

  Scenario: An event that comes before its listener is kept
    Given a workflow that does:
    """yaml
    - pause: { wait: { minutes: 1 } }
    - listen: { listen: { to: { one: { with: { type: order.paid } } } } }
    """
    When the workflow is started
    And the event is received:
    """yaml
    { type: order.paid, data: early }
    """
    And 'PT1M' passes
    Then the workflow should complete with output:
    """yaml
    [early]
    """

  Scenario: Kept events are taken in the order in which they came, each once
    Given a workflow that does:
    """yaml
    - pause: { wait: { minutes: 1 } }
    - loop:
        for: { in: '[1, 2]' }
        do:
          - listen: { listen: { to: { one: { with: { type: tick } } } }, export: { as: '[$context[]?, .[0]]' } }
    - look: { set: { got: '${ $context }' } }
    """
    When the workflow is started
    And the event is received:
    """yaml
    { type: tick, data: a }
    """
    And the event is received:
    """yaml
    { type: tick, data: b }
    """
    And 'PT1M' passes
    Then the workflow should complete with output:
    """yaml
    got: [a, b]
    """

  Scenario: Listeners that wait at the same time all get the event
    Given a workflow that does:
    """yaml
    - both:
        fork:
          branches:
            - a: { listen: { to: { one: { with: { type: tick } } } } }
            - b: { listen: { to: { one: { with: { type: tick } } } } }
    """
    When the workflow is started
    And the event is received:
    """yaml
    { type: tick, data: 1 }
    """
    Then the workflow should complete with output:
    """yaml
    - [1]
    - [1]
    """

  Scenario: An event that was delivered twice counts once
    Given a workflow that does:
    """yaml
    - listen: { listen: { to: { any: [{ with: { type: tick } }], until: '(. | length) == 2' } } }
    """
    When the workflow is started
    And the event is received:
    """yaml
    { id: same, type: tick, data: 1 }
    """
    And the event is received:
    """yaml
    { id: same, type: tick, data: 1 }
    """
    Then the workflow should still run

  Scenario: A listener can time out
    Given a workflow that does:
    """yaml
    - attempt:
        try:
          - listen: { timeout: { after: PT1H }, listen: { to: { one: { with: { type: tick } } } } }
        catch:
          do:
            - late: { set: { late: true } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    late: true
    """
    And listen should fault

  Scenario: What a workflow emits it can hear itself
    Given a workflow that does:
    """yaml
    - tell: { emit: { event: { with: { type: ping, data: 1 } } } }
    - listen: { listen: { to: { one: { with: { type: ping } } } } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    [1]
    """

  Scenario: Waiting for an event survives a crash of the worker
    Given a workflow that does:
    """yaml
    - listen: { listen: { to: { all: [{ with: { type: a } }, { with: { type: b } }] } } }
    """
    When the workflow is started
    And the event is received:
    """yaml
    { type: b, data: 2 }
    """
    And the worker crashes
    And the event is received:
    """yaml
    { type: a, data: 1 }
    """
    Then the workflow should complete with output:
    """yaml
    [2, 1]
    """
