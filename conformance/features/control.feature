Feature: Control
  Suspending, resuming and losing the worker

  Scenario: Nothing begins while a workflow is suspended
    Given a workflow that does:
    """yaml
    - pause: { wait: { minutes: 1 } }
    - tell: { call: http, with: { method: post, endpoint: 'https://api.test/tell' } }
    """
    And 'POST https://api.test/tell' answers 200
    When the workflow is started
    And the workflow is suspended
    And 'PT1H' passes
    Then 'POST https://api.test/tell' should have been called 0 times
    And the workflow should still run
    When the workflow is resumed
    Then the workflow should complete
    And 'POST https://api.test/tell' should have been called 1 time

  Scenario: A suspension survives a crash
    Given a workflow that does:
    """yaml
    - pause: { wait: { minutes: 1 } }
    - after: { set: { n: 1 } }
    - tell: { call: http, with: { method: post, endpoint: 'https://api.test/tell' } }
    """
    And 'POST https://api.test/tell' answers 200
    When the workflow is started
    And the workflow is suspended
    And the worker crashes
    And 'PT1H' passes
    Then 'POST https://api.test/tell' should have been called 0 times
    When the workflow is resumed
    And 'PT1M' passes
    Then the workflow should complete
    And 'POST https://api.test/tell' should have been called 1 time

  Scenario: A suspended workflow can be cancelled
    Given a workflow that does:
    """yaml
    - pause: { wait: { hours: 1 } }
    """
    When the workflow is started
    And the workflow is suspended
    And the workflow is cancelled
    Then the workflow should cancel

  Scenario: A workflow of all shapes survives a crash at every turn
    Given a workflow that does:
    """yaml
    - first: { call: http, with: { method: post, endpoint: 'https://api.test/first' } }
    - both:
        fork:
          branches:
            - left: { do: [{ one: { wait: { seconds: 5 } } }, { two: { call: http, with: { method: post, endpoint: 'https://api.test/left' } } }] }
            - right: { do: [{ three: { wait: { seconds: 3 } } }, { four: { call: http, with: { method: post, endpoint: 'https://api.test/right' } } }] }
    - loop:
        for: { in: '[1, 2]' }
        do:
          - rest: { wait: { seconds: 1 } }
          - each: { call: http, with: { method: post, endpoint: 'https://api.test/each' } }
    """
    And 'POST https://api.test/first' answers 200
    And 'POST https://api.test/left' answers 200
    And 'POST https://api.test/right' answers 200
    And 'POST https://api.test/each' answers 200
    When the workflow is started
    And the worker crashes
    And 'PT3S' passes
    And the worker crashes
    And 'PT2S' passes
    And the worker crashes
    And 'PT1S' passes
    And the worker crashes
    And 'PT1S' passes
    Then the workflow should complete
    And the calls should be 'first, right, left, each, each'
