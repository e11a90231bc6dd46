Feature: Approvals
  A person decides, or does not in time

  Scenario: The workflow waits for the decision
    Given a workflow that does:
    """yaml
    - ask: { call: 'approve:1@default', with: { title: 'Buy for ${ .n }?', assignee: manager, subject: '${ . }' } }
    - decide:
        switch:
          - yes: { when: .approved, then: buy }
          - no: { then: drop }
    - buy: { set: { bought: true }, then: end }
    - drop: { set: { bought: false } }
    """
    And given the workflow input is:
    """yaml
    n: 5
    """
    When the workflow is started
    Then an approval should be asked for:
    """yaml
    { assignee: manager, subject: { n: 5 } }
    """
    And the workflow should still run
    When the approval is decided:
    """yaml
    { approved: true, by: ada }
    """
    Then the workflow should complete with output:
    """yaml
    bought: true
    """
    And ask should complete with output:
    """yaml
    { approved: true, by: ada }
    """

  Scenario: After the deadline it counts as rejected
    Given a workflow that does:
    """yaml
    - ask: { call: 'approve:1@default', with: { title: Buy?, assignee: manager, deadline: PT4H } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    { approved: false, expired: true }
    """
    And the workflow should take 'PT4H'

  Scenario: A decision in time beats the deadline, also when the worker crashes in between
    Given a workflow that does:
    """yaml
    - ask: { call: 'approve:1@default', with: { title: Buy?, assignee: manager, deadline: PT4H } }
    """
    When the workflow is started
    And 'PT3H' passes
    And the worker crashes
    And the approval is decided:
    """yaml
    { approved: true }
    """
    Then the workflow should complete with output:
    """yaml
    approved: true
    """

  Scenario: A question that nobody answers is escalated first
    Given a workflow that does:
    """yaml
    - ask:
        call: approve:1@default
        with: { title: Buy?, assignee: manager, deadline: PT4H, escalate: { after: PT1H, to: director } }
    """
    When the workflow is started
    And 'PT2H' passes
    And the approval is decided:
    """yaml
    { approved: true, by: director }
    """
    Then the workflow should complete with output:
    """yaml
    { approved: true, by: director }
    """

  Scenario: A question without a title is refused
    Given a workflow that does:
    """yaml
    - ask: { call: 'approve:1@default', with: { assignee: manager } }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/validation
    instance: /do/0/ask
    """
