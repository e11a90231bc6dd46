Feature: Try Task
  Filters, retries with every backoff, and what happens when they run out

  Scenario Outline: A standard error matches whichever way its type is written
    Given a workflow that does:
    """yaml
    - attempt:
        try:
          - get: { call: http, with: { method: get, endpoint: 'https://api.test/thing' } }
        catch:
          errors: { with: { type: <type> } }
          do:
            - handled: { set: { status: '${ $error.status }' } }
    """
    And 'GET https://api.test/thing' answers 502
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    status: 502
    """

    Examples:
      | type                                                                          |
      | https://serverlessworkflow.io/spec/1.0.0/errors/communication                  |
      | https://open-workflow-specification.org/spec/1.0.0/errors/communication        |
      | https://serverlessworkflow.io/dsl/errors/types/communication                   |
      | https://open-workflow-specification.org/dsl/errors/types/communication         |

  Scenario: A filter takes an error only when every property is equal
    Given a workflow that does:
    """yaml
    - attempt:
        try:
          - no: { raise: { error: { type: 'urn:x', status: 400, title: Wrong } } }
        catch:
          errors: { with: { type: 'urn:x', title: Right } }
          do:
            - handled: { set: { n: 1 } }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    title: Wrong
    """

  Scenario: A catch without a filter takes every error and without do gives the task's input
    Given a workflow that does:
    """yaml
    - attempt:
        try:
          - no: { raise: { error: { type: 'urn:x', status: 400 } } }
        catch: {}
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

  Scenario: Errors can be filtered by the task that raised them
    Given a workflow that does:
    """yaml
    - attempt:
        try:
          - first: { set: { n: 1 } }
          - second: { raise: { error: { type: 'urn:x', status: 400 } } }
        catch:
          errors: { with: { instance: /do/0/attempt/try/1/second } }
          do:
            - handled: { set: { handled: true } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    handled: true
    """

  Scenario: When and exceptWhen see the error
    Given a workflow that does:
    """yaml
    - outer:
        try:
          - inner:
              try:
                - no: { raise: { error: { type: 'urn:x', status: 418 } } }
              catch:
                exceptWhen: $error.status == 418
                do:
                  - wrong: { set: { handledBy: inner } }
        catch:
          as: problem
          when: $problem.status == 418
          do:
            - right: { set: { handledBy: outer } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    handledBy: outer
    """

  Scenario: An error in the handler is not caught by it
    Given a workflow that does:
    """yaml
    - attempt:
        try:
          - no: { raise: { error: { type: 'urn:first', status: 400 } } }
        catch:
          do:
            - again: { raise: { error: { type: 'urn:second', status: 400 } } }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: urn:second
    instance: /do/0/attempt/catch/do/0/again
    """

  Scenario: Then of the catch says where the flow goes after a caught error
    Given a workflow that does:
    """yaml
    - attempt:
        try:
          - no: { raise: { error: { type: 'urn:x', status: 400 } } }
        catch: { then: recover }
    - normal: { set: { status: ok }, then: end }
    - recover: { set: { status: recovered } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    status: recovered
    """
    And normal should not run

  Scenario: Without an error the flow ignores the catch
    Given a workflow that does:
    """yaml
    - attempt:
        try:
          - fine: { set: { status: ok } }
        catch: { then: recover }
    - normal: { set: { got: '${ .status }' }, then: end }
    - recover: { set: { status: recovered } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    got: ok
    """

  Scenario: A flaky service is called until it works, with one idempotency key
    Given a workflow that does:
    """yaml
    - attempt:
        try:
          - post: { call: http, with: { method: post, endpoint: 'https://api.test/orders' } }
        catch:
          retry: { delay: { seconds: 3 }, limit: { attempt: { count: 5 } } }
    """
    And 'POST https://api.test/orders' answers:
    """yaml
    - { status: 503 }
    - { status: 503 }
    - { status: 200, body: { id: 7 } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    id: 7
    """
    And 'POST https://api.test/orders' should have been called 3 times
    And every request to 'POST https://api.test/orders' should have the same idempotency key
    And the workflow should take 'PT6S'

  Scenario Outline: The delays of the backoffs
    Given a workflow that does:
    """yaml
    - attempt:
        try:
          - get: { call: http, with: { method: get, endpoint: 'https://api.test/thing' } }
        catch:
          retry: { delay: { seconds: 2 }, <backoff> limit: { attempt: { count: 3 } } }
          do:
            - gaveUp: { set: { status: gave up } }
    """
    And 'GET https://api.test/thing' answers 503
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    status: gave up
    """
    And 'GET https://api.test/thing' should have been called 4 times
    And the workflow should take '<time>'

    Examples:
      | backoff                       | time  |
      |                               | PT6S  |
      | backoff: { constant: {} },    | PT6S  |
      | backoff: { linear: {} },      | PT12S |
      | backoff: { exponential: {} }, | PT14S |

  Scenario: When the retries run out without a handler the error is raised
    Given a workflow that does:
    """yaml
    - attempt:
        try:
          - get: { call: http, with: { method: get, endpoint: 'https://api.test/thing' } }
        catch:
          retry: { limit: { attempt: { count: 2 } } }
    """
    And 'GET https://api.test/thing' answers 503
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    status: 503
    instance: /do/0/attempt/try/0/get
    """
    And 'GET https://api.test/thing' should have been called 3 times

  Scenario: A limit on the time stops the retries that would begin after it
    Given a workflow that does:
    """yaml
    - attempt:
        try:
          - get: { call: http, with: { method: get, endpoint: 'https://api.test/thing' } }
        catch:
          retry: { delay: { seconds: 4 }, limit: { duration: { seconds: 10 } } }
          do:
            - gaveUp: { set: { status: gave up } }
    """
    And 'GET https://api.test/thing' answers 503
    When the workflow is executed
    Then 'GET https://api.test/thing' should have been called 3 times
    And the workflow should take 'PT8S'

  Scenario: Each attempt may have a time limit of its own
    Given a workflow that does:
    """yaml
    - attempt:
        try:
          - slow: { wait: { seconds: 30 } }
        catch:
          retry: { limit: { attempt: { count: 1, duration: { seconds: 5 } } } }
          do:
            - gaveUp: { set: { status: '${ $error.status }' } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    status: 408
    """
    And slow should run 2 times
    And the workflow should take 'PT10S'

  Scenario: A retry policy may say for which errors it is
    Given a workflow that does:
    """yaml
    - attempt:
        try:
          - get: { call: http, with: { method: get, endpoint: 'https://api.test/thing' } }
        catch:
          retry: { when: $error.status == 503, limit: { attempt: { count: 9 } } }
          do:
            - gaveUp: { set: { status: '${ $error.status }' } }
    """
    And 'GET https://api.test/thing' answers:
    """yaml
    - { status: 503 }
    - { status: 400 }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    status: 400
    """
    And 'GET https://api.test/thing' should have been called 2 times

  Scenario: A policy can be used by its name
    Given a workflow with:
    """yaml
    use:
      retries:
        twice: { delay: { seconds: 1 }, limit: { attempt: { count: 2 } } }
    do:
      - attempt:
          try:
            - get: { call: http, with: { method: get, endpoint: 'https://api.test/thing' } }
          catch: { retry: twice, do: [{ gaveUp: { set: { n: 1 } } }] }
    """
    And 'GET https://api.test/thing' answers 503
    When the workflow is executed
    Then 'GET https://api.test/thing' should have been called 3 times
    And the workflow should take 'PT2S'

  Scenario: A retry runs the whole list again, and recorded results of an earlier attempt do not count
    Given a workflow that does:
    """yaml
    - attempt:
        try:
          - first: { call: http, with: { method: get, endpoint: 'https://api.test/first' } }
          - second: { call: http, with: { method: get, endpoint: 'https://api.test/second' } }
        catch: { retry: { limit: { attempt: { count: 3 } } } }
    """
    And 'GET https://api.test/first' answers 200
    And 'GET https://api.test/second' answers:
    """yaml
    - { status: 500 }
    - { status: 200, body: done }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    done
    """
    And the calls should be 'first, second, first, second'

  Scenario: An expression that fails can be caught
    Given a workflow that does:
    """yaml
    - attempt:
        try:
          - bad: { set: { n: '${ .text + 1 }' } }
        catch:
          errors: { with: { type: 'https://open-workflow-specification.org/spec/1.0.0/errors/expression' } }
          do:
            - handled: { set: { status: '${ $error.status }', at: '${ $error.instance }' } }
    """
    And given the workflow input is:
    """yaml
    text: hello
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    status: 400
    at: /do/0/attempt/try/0/bad
    """
