Feature: Timeouts and Waits
  Durations in every form, on tasks and on the workflow

  Scenario Outline: A wait takes as long as it says
    Given a workflow that does:
    """yaml
    - pause: { wait: <duration> }
    """
    And given the workflow input is:
    """yaml
    minutes: 10
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    minutes: 10
    """
    And the workflow should take '<time>'

    Examples:
      | duration                                   | time    |
      | { hours: 1, minutes: 2 }                   | PT1H2M  |
      | PT15M                                      | PT15M   |
      | { milliseconds: 250 }                      | PT0.25S |
      | '${ "PT\(.minutes)M" }'                    | PT10M   |
      | '${ { minutes: .minutes, seconds: 1 } }'   | PT10M1S |

  Scenario: A wait for something that is no duration faults
    Given a workflow that does:
    """yaml
    - pause: { wait: '${ .soon }' }
    """
    And given the workflow input is:
    """yaml
    soon: in a while
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/expression
    instance: /do/0/pause
    """

  Scenario: A task that takes too long faults and what it waits for is cancelled
    Given a workflow that does:
    """yaml
    - group:
        timeout: { after: { seconds: 30 } }
        do:
          - pause: { wait: { hours: 1 } }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/timeout
    status: 408
    instance: /do/0/group
    """
    And pause should cancel
    And the workflow should take 'PT30S'

  Scenario: A task in time is not disturbed by its timeout
    Given a workflow that does:
    """yaml
    - pause: { timeout: { after: PT1H }, wait: { seconds: 1 } }
    - after: { set: { fine: true } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    fine: true
    """
    And the workflow should take 'PT1S'

  Scenario: A timeout can be caught
    Given a workflow that does:
    """yaml
    - attempt:
        try:
          - pause: { timeout: { after: { seconds: 1 } }, wait: { hours: 1 } }
        catch:
          errors: { with: { type: 'https://open-workflow-specification.org/spec/1.0.0/errors/timeout' } }
          do:
            - late: { set: { late: true } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    late: true
    """

  Scenario: A workflow that takes too long faults
    Given a workflow with:
    """yaml
    timeout: { after: { minutes: 5 } }
    do:
      - pause: { wait: { hours: 1 } }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/timeout
    """
    And the workflow should take 'PT5M'

  Scenario: Timeouts can be used by name and computed
    Given a workflow with:
    """yaml
    use:
      timeouts:
        short: { after: '${ .limit }' }
    do:
      - attempt:
          try:
            - pause: { timeout: short, wait: { hours: 1 } }
          catch: {}
    """
    And given the workflow input is:
    """yaml
    limit: PT7S
    """
    When the workflow is executed
    Then the workflow should complete
    And the workflow should take 'PT7S'
