Feature: Run Task
  Workflows within workflows, and what an installation cannot run

  Scenario: The output of the other workflow is the task's
    Given a workflow that does:
    """yaml
    - sub: { run: { workflow: { namespace: test, name: double, version: 1.0.0, input: { n: '${ .n }' } } } }
    """
    And a workflow 'double' that does:
    """yaml
    - calc: { set: { n: '${ .n * 2 }' } }
    """
    And given the workflow input is:
    """yaml
    n: 4
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    n: 8
    """

  Scenario: Without await the task goes on with its input
    Given a workflow that does:
    """yaml
    - sub: { run: { workflow: { namespace: test, name: slow, version: 1.0.0 }, await: false } }
    - after: { set: { got: '${ .n }' } }
    """
    And a workflow 'slow' that does:
    """yaml
    - pause: { wait: { hours: 1 } }
    - tell: { call: http, with: { method: post, endpoint: 'https://api.test/late' } }
    """
    And given the workflow input is:
    """yaml
    n: 4
    """
    And 'POST https://api.test/late' answers 200
    When the workflow is started
    Then the workflow should complete with output:
    """yaml
    got: 4
    """
    When 'PT1H' passes
    Then 'POST https://api.test/late' should have been called 1 time

  Scenario: The error of the other workflow can be caught
    Given a workflow that does:
    """yaml
    - attempt:
        try:
          - sub: { run: { workflow: { namespace: test, name: broken, version: 1.0.0 } } }
        catch:
          errors: { with: { type: 'urn:broken' } }
          do: [{ handled: { set: { status: '${ $error.status }' } } }]
    """
    And a workflow 'broken' that does:
    """yaml
    - no: { raise: { error: { type: 'urn:broken', status: 418 } } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    status: 418
    """

  Scenario: A workflow that is not there is a configuration error
    Given a workflow that does:
    """yaml
    - sub: { run: { workflow: { namespace: test, name: nothing, version: 1.0.0 } } }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/configuration
    instance: /do/0/sub
    """

  Scenario: Cancelling a workflow cancels those that it waits for
    Given a workflow that does:
    """yaml
    - sub: { run: { workflow: { namespace: test, name: slow, version: 1.0.0 } } }
    """
    And a workflow 'slow' that does:
    """yaml
    - reserve:
        call: http
        with: { method: post, endpoint: 'https://api.test/reserve' }
        metadata: { compensate: [{ release: { call: http, with: { method: post, endpoint: 'https://api.test/release' } } }] }
    - pause: { wait: { hours: 1 } }
    """
    And 'POST https://api.test/reserve' answers 200
    And 'POST https://api.test/release' answers 200
    When the workflow is started
    And the workflow is cancelled
    Then the workflow should cancel
    And the calls should be 'reserve, release'

  Scenario Outline: What the installation cannot run is refused where it is used
    Given a workflow that does:
    """yaml
    - task: { run: { <what> } }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/configuration
    instance: /do/0/task
    """

    Examples:
      | what                                       |
      | container: { image: hello-world }          |
      | shell: { command: ls }                     |
      | script: { language: python, code: pass }   |
