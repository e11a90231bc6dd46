Feature: Fork Task
  Branches beside one another

  Scenario: The outputs stand in the order of declaration, whoever is faster
    Given a workflow that does:
    """yaml
    - both:
        fork:
          branches:
            - slow: { do: [{ pause: { wait: { seconds: 5 } } }, { a: { set: { n: 1 } } }] }
            - quick: { set: { n: 2 } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    - { n: 1 }
    - { n: 2 }
    """
    And the workflow should take 'PT5S'

  Scenario: The first branch that completes wins and the others are cancelled
    Given a workflow that does:
    """yaml
    - race:
        fork:
          compete: true
          branches:
            - slow: { do: [{ longPause: { wait: { hours: 1 } } }, { a: { set: { n: 1 } } }] }
            - quick: { do: [{ shortPause: { wait: { seconds: 1 } } }, { b: { set: { n: 2 } } }] }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    n: 2
    """
    And longPause should cancel
    And a should not run
    And the workflow should take 'PT1S'

  Scenario: A competitor that fails is out
    Given a workflow that does:
    """yaml
    - race:
        fork:
          compete: true
          branches:
            - broken: { raise: { error: { type: 'urn:x', status: 400 } } }
            - fine: { do: [{ pause: { wait: { seconds: 1 } } }, { b: { set: { n: 2 } } }] }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    n: 2
    """

  Scenario: When every competitor fails the first error is raised
    Given a workflow that does:
    """yaml
    - race:
        fork:
          compete: true
          branches:
            - late: { do: [{ pause: { wait: { seconds: 1 } } }, { a: { raise: { error: { type: 'urn:late', status: 400 } } } }] }
            - early: { raise: { error: { type: 'urn:early', status: 400 } } }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: urn:early
    instance: /do/0/race/fork/branches/1/early
    """

  Scenario: A branch that fails cancels the others
    Given a workflow that does:
    """yaml
    - both:
        fork:
          branches:
            - slow: { wait: { hours: 1 } }
            - broken: { do: [{ pause: { wait: { seconds: 2 } } }, { no: { raise: { error: { type: 'urn:x', status: 400 } } } }] }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: urn:x
    """
    And slow should cancel
    And the workflow should take 'PT2S'

  Scenario: Every branch begins with the task's input and context, and sees nothing of the others
    Given a workflow that does:
    """yaml
    - set: { set: { n: 1 }, export: { as: '{ base: 10 }' } }
    - both:
        fork:
          branches:
            - a: { set: { sum: '${ .n + $context.base }' }, export: { as: '{ base: 20 }' } }
            - b: { set: { sum: '${ .n + $context.base }' } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    - { sum: 11 }
    - { sum: 11 }
    """

  Scenario: What branches export is merged in the order of declaration
    Given a workflow that does:
    """yaml
    - start: { set: { n: 0 }, export: { as: '{ kept: 1 }' } }
    - both:
        fork:
          branches:
            - a: { set: { n: 1 }, export: { as: '$context + { x: 1, both: "a" }' } }
            - b: { set: { n: 2 }, export: { as: '$context + { y: 2, both: "b" }' } }
    - look: { set: '${ $context }' }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    { kept: 1, x: 1, y: 2, both: b }
    """

  Scenario: A branch that ends the workflow ends the others too
    Given a workflow that does:
    """yaml
    - both:
        fork:
          branches:
            - slow: { wait: { hours: 1 } }
            - quick: { do: [{ stop: { set: { n: 1 }, then: end } }] }
    - after: { set: { wrong: true } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    n: 1
    """
    And slow should cancel
    And after should not run
