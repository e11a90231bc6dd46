Feature: Extensions
  What runs around the tasks of a type

  Scenario: Before and after run around the task and leave its data alone
    Given a workflow with:
    """yaml
    use:
      extensions:
        - logging:
            extend: set
            before: [{ enter: { call: http, with: { method: post, endpoint: 'https://api.test/enter', body: '${ . }' } } }]
            after: [{ leave: { call: http, with: { method: post, endpoint: 'https://api.test/leave', body: '${ . }' } } }]
    do:
      - task: { set: { n: '${ .a + 1 }' } }
    """
    And given the workflow input is:
    """yaml
    a: 1
    """
    And 'POST https://api.test/enter' answers 200
    And 'POST https://api.test/leave' answers 200
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    n: 2
    """
    And the calls should be 'enter, leave'
    And the last request to 'POST https://api.test/enter' should have body:
    """yaml
    a: 1
    """
    And the last request to 'POST https://api.test/leave' should have body:
    """yaml
    n: 2
    """

  Scenario: An extension that exits takes the task's place
    Given a workflow with:
    """yaml
    use:
      extensions:
        - mock:
            extend: call
            when: $task.with.endpoint.uri != null and ($task.with.endpoint.uri | startswith("https://mocked.test"))
            before: [{ answer: { set: { mocked: true }, then: exit } }]
    do:
      - mocked: { call: http, with: { method: get, endpoint: { uri: 'https://mocked.test/a' } }, export: { as: . } }
      - real: { call: http, with: { method: get, endpoint: { uri: 'https://api.test/b' } }, output: { as: '{ mocked: $context.mocked, real: . }' } }
    """
    And 'GET https://api.test/b' answers:
    """yaml
    { body: { b: 1 } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    mocked: true
    real: { b: 1 }
    """

  Scenario: Composite tasks are those that run lists of tasks
    Given a workflow with:
    """yaml
    use:
      extensions:
        - count:
            extend: composite
            before: [{ tick: { call: http, with: { method: post, endpoint: 'https://api.test/tick' } } }]
    do:
      - group: { do: [{ a: { set: { n: 1 } } }] }
      - loop: { for: { in: '[1]' }, do: [{ b: { set: { n: 2 } } }] }
      - c: { set: { n: 3 } }
    """
    And 'POST https://api.test/tick' answers 200
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    n: 3
    """
    And 'POST https://api.test/tick' should have been called 2 times

  Scenario: The tasks of extensions are not extended themselves
    Given a workflow with:
    """yaml
    use:
      extensions:
        - every:
            extend: all
            before: [{ tick: { call: http, with: { method: post, endpoint: 'https://api.test/tick' } } }]
    do:
      - a: { set: { n: 1 } }
    """
    And 'POST https://api.test/tick' answers 200
    When the workflow is executed
    Then 'POST https://api.test/tick' should have been called 1 time

  Scenario: Two extensions enclose the task, the first declared outside
    Given a workflow with:
    """yaml
    use:
      extensions:
        - outer:
            extend: set
            before: [{ a: { call: http, with: { method: post, endpoint: 'https://api.test/outer-in' } } }]
            after: [{ b: { call: http, with: { method: post, endpoint: 'https://api.test/outer-out' } } }]
        - inner:
            extend: all
            before: [{ c: { call: http, with: { method: post, endpoint: 'https://api.test/inner-in' } } }]
            after: [{ d: { call: http, with: { method: post, endpoint: 'https://api.test/inner-out' } } }]
    do:
      - task: { set: { n: 1 } }
    """
    And 'POST https://api.test/outer-in' answers 200
    And 'POST https://api.test/outer-out' answers 200
    And 'POST https://api.test/inner-in' answers 200
    And 'POST https://api.test/inner-out' answers 200
    When the workflow is executed
    Then the calls should be 'outer-in, inner-in, inner-out, outer-out'
