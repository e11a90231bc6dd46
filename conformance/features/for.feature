Feature: For Task
  What the kit leaves out of loops: empty collections, conditions, inner flow, parallel iterations

  Scenario: An empty collection gives the task's input
    Given a workflow that does:
    """yaml
    - loop:
        for: { in: .items }
        do:
          - count: { set: { n: '${ .n + 1 }' } }
    """
    And given the workflow input is:
    """yaml
    { items: [], n: 5 }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    { items: [], n: 5 }
    """
    And count should not run

  Scenario: A missing collection is an empty one
    Given a workflow that does:
    """yaml
    - loop:
        for: { in: .nothing }
        do:
          - count: { set: { n: 1 } }
    """
    And given the workflow input is:
    """yaml
    { a: 1 }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    { a: 1 }
    """

  Scenario: A collection that is no list faults
    Given a workflow that does:
    """yaml
    - loop:
        for: { in: .text }
        do:
          - count: { set: { n: 1 } }
    """
    And given the workflow input is:
    """yaml
    { text: hello }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/expression
    status: 400
    instance: /do/0/loop
    """

  Scenario: The item and index have the names that the task gives them
    Given a workflow that does:
    """yaml
    - loop:
        for: { each: order, at: n, in: .orders }
        do:
          - take: { set: { seen: '${ (.seen // []) + [[$n, $order.id]] }' } }
    """
    And given the workflow input is:
    """yaml
    orders: [{ id: a }, { id: b }]
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    seen: [[0, a], [1, b]]
    """

  Scenario: The collection is computed once, before the first iteration
    Given a workflow that does:
    """yaml
    - loop:
        for: { in: .items }
        do:
          - grow: { set: { items: '${ .items + [9] }' } }
    """
    And given the workflow input is:
    """yaml
    items: [1, 2]
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    items: [1, 2, 9, 9]
    """
    And grow should run 2 times

  Scenario: A list in the definition may hold expressions
    Given a workflow that does:
    """yaml
    - loop:
        for: { in: '${ [1, .two, 3] }' }
        do:
          - add: { set: { two: '${ .two }', sum: '${ (.sum // 0) + $item }' } }
    """
    And given the workflow input is:
    """yaml
    { two: 2 }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    { two: 2, sum: 6 }
    """

  Scenario: While is checked before every iteration, with the item in scope
    Given a workflow that does:
    """yaml
    - loop:
        for: { in: .items }
        while: $item < 3
        do:
          - add: { set: { items: '${ .items }', sum: '${ (.sum // 0) + $item }' } }
    """
    And given the workflow input is:
    """yaml
    items: [1, 2, 3, 1]
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    items: [1, 2, 3, 1]
    sum: 3
    """

  Scenario: While sees what the iteration before gave
    Given a workflow that does:
    """yaml
    - loop:
        for: { in: '[range(10)]' }
        while: (.sum // 0) < 5
        do:
          - add: { set: { sum: '${ (.sum // 0) + 2 }' } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    sum: 6
    """

  Scenario: Exit ends the iteration, and the loop goes on
    Given a workflow that does:
    """yaml
    - loop:
        for: { in: .items }
        do:
          - check:
              switch:
                - odd: { when: '$item % 2 == 1', then: exit }
          - take: { set: { items: '${ .items }', even: '${ (.even // []) + [$item] }' } }
    """
    And given the workflow input is:
    """yaml
    items: [1, 2, 3, 4]
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    items: [1, 2, 3, 4]
    even: [2, 4]
    """

  Scenario: End within a loop ends the workflow with the output of that task
    Given a workflow that does:
    """yaml
    - loop:
        for: { in: '[1, 2, 3]' }
        do:
          - take: { set: { last: '${ $item }' } }
          - check:
              switch:
                - enough: { when: $item == 2, then: end }
                - more: { then: continue }
    - never: { set: { wrong: true } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    last: 2
    """
    And never should not run

  Scenario: An inner loop sees the variables of the outer one
    Given a workflow that does:
    """yaml
    - outer:
        for: { each: a, in: '[1, 2]' }
        do:
          - inner:
              for: { each: b, in: '[10, 20]' }
              do:
                - add: { set: { sums: '${ (.sums // []) + [$a + $b] }' } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    sums: [11, 21, 12, 22]
    """

  Scenario: An error names the task in the document, whatever the iteration
    Given a workflow that does:
    """yaml
    - loop:
        for: { in: '[1, 2]' }
        do:
          - no:
              if: $item == 2
              raise: { error: { type: 'urn:no', status: 422 } }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: urn:no
    instance: /do/0/loop/do/0/no
    """

  Scenario: Parallel iterations begin with the task's input and give the list of their outputs
    Given a workflow that does:
    """yaml
    - loop:
        for: { in: '[1, 2, 3]' }
        metadata: { parallel: { max: 2 } }
        do:
          - wait: { wait: { seconds: 1 } }
          - add: { set: { sum: '${ .base + $item }' } }
    """
    And given the workflow input is:
    """yaml
    base: 10
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    - { sum: 11 }
    - { sum: 12 }
    - { sum: 13 }
    """
    And the workflow should take 'PT2S'

  Scenario: A parallel iteration that fails cancels the others
    Given a workflow that does:
    """yaml
    - loop:
        for: { in: '[1, 2, 3]' }
        metadata: { parallel: { max: 3 } }
        do:
          - maybe:
              if: $item == 2
              raise: { error: { type: 'urn:two', status: 400 } }
          - pause: { wait: { hours: 1 } }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: urn:two
    """
    And pause should cancel
    And the workflow should take 'PT0S'

  Scenario: Parallel iterations over an empty list give an empty list
    Given a workflow that does:
    """yaml
    - loop:
        for: { in: '[]' }
        metadata: { parallel: { max: 3 } }
        do:
          - one: { set: { n: 1 } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    []
    """
