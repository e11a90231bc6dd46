Feature: Flow Directives
  Where the flow goes next, within a list and out of it

  Scenario: Exit ends the enclosing list only
    Given a workflow that does:
    """yaml
    - group:
        do:
          - one: { set: { n: 1 }, then: exit }
          - two: { set: { n: 2 } }
    - after: { set: { got: '${ .n }' } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    got: 1
    """
    And two should not run

  Scenario: Exit at the top ends the workflow
    Given a workflow that does:
    """yaml
    - one: { set: { n: 1 }, then: exit }
    - two: { set: { n: 2 } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    n: 1
    """

  Scenario: End within a group ends the workflow, and the group's output is filtered on the way
    Given a workflow that does:
    """yaml
    - group:
        do:
          - one: { set: { n: 1 }, then: end }
          - two: { set: { n: 2 } }
        output: { as: '{ m: .n }' }
    - after: { set: { wrong: true } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    m: 1
    """
    And after should not run

  Scenario: A jump back makes a loop
    Given a workflow that does:
    """yaml
    - count: { set: { n: '${ (.n // 0) + 1 }' } }
    - check:
        switch:
          - more: { when: .n < 3, then: count }
          - done: { then: finish }
    - finish: { set: { counted: '${ .n }' } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    counted: 3
    """
    And count should run 3 times

  Scenario: Calls in a loop by jumps have idempotency keys of their own
    Given a workflow that does:
    """yaml
    - post: { call: http, with: { method: post, endpoint: 'https://api.test/items' }, output: { as: '$input' } }
    - count: { set: { n: '${ .n + 1 }' } }
    - check:
        switch:
          - more: { when: .n < 2, then: post }
          - done: { then: end }
    """
    And given the workflow input is:
    """yaml
    n: 0
    """
    And 'POST https://api.test/items' answers 201
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    n: 2
    """
    And 'POST https://api.test/items' should have been called 2 times

  Scenario: A skipped task gives its input and its then does not apply
    Given a workflow that does:
    """yaml
    - one: { set: { n: 1 } }
    - skipped: { if: 'false', set: { n: 2 }, then: end }
    - three: { set: { got: '${ .n }' } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    got: 1
    """
    And skipped should not run

  Scenario: A condition sees the raw input
    Given a workflow that does:
    """yaml
    - task: { if: .user.adult, input: { from: .user }, set: { name: '${ .name }' } }
    """
    And given the workflow input is:
    """yaml
    user: { adult: true, name: Ada }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    name: Ada
    """

  Scenario: Conditions hold for everything but false and null
    Given a workflow that does:
    """yaml
    - zero: { if: '0', set: { zero: true } }
    - empty: { if: '""', set: { empty: true } }
    - none: { if: 'null', set: { none: true } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    empty: true
    """
    And none should not run

  Scenario: A jump to a task that is not there is refused
    Given a workflow that does:
    """yaml
    - one: { set: { n: 1 }, then: nowhere }
    """
    Then the definition should be refused

  Scenario: A task cannot jump into another list
    Given a workflow that does:
    """yaml
    - group:
        do:
          - inner: { set: { n: 1 }, then: outer }
    - outer: { set: { n: 2 } }
    """
    Then the definition should be refused

  Scenario: The first case that holds decides
    Given a workflow that does:
    """yaml
    - choose:
        switch:
          - first: { when: .n > 1, then: a }
          - second: { when: .n > 0, then: b }
    - a: { set: { took: a }, then: end }
    - b: { set: { took: b }, then: end }
    """
    And given the workflow input is:
    """yaml
    n: 5
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    took: a
    """

  Scenario: The default case counts only when no other holds, wherever it stands
    Given a workflow that does:
    """yaml
    - choose:
        switch:
          - otherwise: { then: b }
          - match: { when: .n > 1, then: a }
    - a: { set: { took: a }, then: end }
    - b: { set: { took: b }, then: end }
    """
    And given the workflow input is:
    """yaml
    n: 5
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    took: a
    """

  Scenario: A case may end the workflow
    Given a workflow that does:
    """yaml
    - choose:
        switch:
          - stop: { when: 'true', then: end }
    - after: { set: { wrong: true } }
    """
    And given the workflow input is:
    """yaml
    { n: 1 }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    { n: 1 }
    """
