Feature: Compensation
  What was done is undone when the workflow cannot go on

  Background:
    Given 'POST https://api.test/reserve' answers:
    """yaml
    { body: { id: r-1 } }
    """
    And 'POST https://api.test/pay' answers:
    """yaml
    { body: { id: p-1 } }
    """
    And 'POST https://api.test/release' answers 200
    And 'POST https://api.test/refund' answers 200
    And 'POST https://api.test/ship' answers 500

  Scenario: A fault undoes completed tasks, newest first, with their output as input
    Given a workflow that does:
    """yaml
    - reserve:
        call: http
        with: { method: post, endpoint: 'https://api.test/reserve' }
        metadata:
          compensate:
            - release: { call: http, with: { method: post, endpoint: 'https://api.test/release', body: { id: '${ .id }' } } }
    - pay:
        call: http
        with: { method: post, endpoint: 'https://api.test/pay' }
        metadata:
          compensate:
            - refund: { call: http, with: { method: post, endpoint: 'https://api.test/refund', body: { id: '${ .id }' } } }
    - ship: { call: http, with: { method: post, endpoint: 'https://api.test/ship' } }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    status: 500
    instance: /do/2/ship
    """
    And the calls should be 'reserve, pay, ship, refund, release'
    And the last request to 'POST https://api.test/release' should have body:
    """yaml
    id: r-1
    """

  Scenario: The raw output is what a compensation sees
    Given a workflow that does:
    """yaml
    - reserve:
        call: http
        with: { method: post, endpoint: 'https://api.test/reserve' }
        output: { as: '{ other: true }' }
        metadata:
          compensate:
            - release: { call: http, with: { method: post, endpoint: 'https://api.test/release', body: { id: '${ .id }' } } }
    - ship: { call: http, with: { method: post, endpoint: 'https://api.test/ship' } }
    """
    When the workflow is executed
    Then the last request to 'POST https://api.test/release' should have body:
    """yaml
    id: r-1
    """

  Scenario: An error that is caught undoes nothing
    Given a workflow that does:
    """yaml
    - attempt:
        try:
          - reserve:
              call: http
              with: { method: post, endpoint: 'https://api.test/reserve' }
              metadata:
                compensate:
                  - release: { call: http, with: { method: post, endpoint: 'https://api.test/release' } }
          - ship: { call: http, with: { method: post, endpoint: 'https://api.test/ship' } }
        catch: {}
    """
    When the workflow is executed
    Then the workflow should complete
    And the calls should be 'reserve, ship'

  Scenario: A task that did not complete is not undone
    Given a workflow that does:
    """yaml
    - ship:
        call: http
        with: { method: post, endpoint: 'https://api.test/ship' }
        metadata:
          compensate:
            - release: { call: http, with: { method: post, endpoint: 'https://api.test/release' } }
    """
    When the workflow is executed
    Then the workflow should fault
    And the calls should be 'ship'

  Scenario: Every iteration of a loop is undone with its own item
    Given a workflow that does:
    """yaml
    - loop:
        for: { in: '["a", "b"]' }
        do:
          - reserve:
              call: http
              with: { method: post, endpoint: 'https://api.test/reserve' }
              metadata:
                compensate:
                  - release: { call: http, with: { method: post, endpoint: 'https://api.test/release', body: { item: '${ $item }' } } }
    - ship: { call: http, with: { method: post, endpoint: 'https://api.test/ship' } }
    """
    When the workflow is executed
    Then the calls should be 'reserve, reserve, ship, release, release'
    And the last request to 'POST https://api.test/release' should have body:
    """yaml
    item: a
    """

  Scenario: A task that was retried is undone once
    Given a workflow that does:
    """yaml
    - attempt:
        try:
          - reserve:
              call: http
              with: { method: post, endpoint: 'https://api.test/reserve' }
              metadata:
                compensate:
                  - release: { call: http, with: { method: post, endpoint: 'https://api.test/release' } }
          - ship: { call: http, with: { method: post, endpoint: 'https://api.test/ship' } }
        catch: { retry: { limit: { attempt: { count: 2 } } } }
    """
    When the workflow is executed
    Then the workflow should fault
    And the calls should be 'reserve, ship, reserve, ship, reserve, ship, release'

  Scenario: A compensation that fails does not keep the others from running
    Given a workflow that does:
    """yaml
    - reserve:
        call: http
        with: { method: post, endpoint: 'https://api.test/reserve' }
        metadata:
          compensate:
            - release: { call: http, with: { method: post, endpoint: 'https://api.test/release' } }
    - pay:
        call: http
        with: { method: post, endpoint: 'https://api.test/pay' }
        metadata:
          compensate:
            - broken: { call: http, with: { method: post, endpoint: 'https://api.test/missing' } }
    - stop: { raise: { error: { type: 'urn:first', status: 400 } } }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: urn:first
    """
    And the calls should be 'reserve, pay, missing, release'

  Scenario: Branches are undone in the reverse order of their declaration
    Given a workflow that does:
    """yaml
    - both:
        fork:
          branches:
            - reserve:
                call: http
                with: { method: post, endpoint: 'https://api.test/reserve' }
                metadata:
                  compensate:
                    - release: { call: http, with: { method: post, endpoint: 'https://api.test/release' } }
            - pay:
                call: http
                with: { method: post, endpoint: 'https://api.test/pay' }
                metadata:
                  compensate:
                    - refund: { call: http, with: { method: post, endpoint: 'https://api.test/refund' } }
    - ship: { call: http, with: { method: post, endpoint: 'https://api.test/ship' } }
    """
    When the workflow is executed
    Then the calls should be 'reserve, pay, ship, refund, release'

  Scenario: A cancelled workflow undoes what it did
    Given a workflow that does:
    """yaml
    - reserve:
        call: http
        with: { method: post, endpoint: 'https://api.test/reserve' }
        metadata:
          compensate:
            - release: { call: http, with: { method: post, endpoint: 'https://api.test/release' } }
    - pause: { wait: { hours: 1 } }
    - never: { set: { n: 1 } }
    """
    When the workflow is started
    And the workflow is cancelled
    Then the workflow should cancel
    And pause should cancel
    And the calls should be 'reserve, release'

  Scenario: No catch takes a cancellation
    Given a workflow that does:
    """yaml
    - attempt:
        try:
          - pause: { wait: { hours: 1 } }
        catch: { do: [{ wrong: { set: { n: 1 } } }] }
    """
    When the workflow is started
    And the workflow is cancelled
    Then the workflow should cancel
    And wrong should not run

  Scenario: The compensation of a group undoes the group as a whole
    Given a workflow that does:
    """yaml
    - group:
        do:
          - reserve: { call: http, with: { method: post, endpoint: 'https://api.test/reserve' } }
          - pay: { call: http, with: { method: post, endpoint: 'https://api.test/pay' } }
        metadata:
          compensate:
            - refund: { call: http, with: { method: post, endpoint: 'https://api.test/refund' } }
            - release: { call: http, with: { method: post, endpoint: 'https://api.test/release' } }
    - ship: { call: http, with: { method: post, endpoint: 'https://api.test/ship' } }
    """
    When the workflow is executed
    Then the calls should be 'reserve, pay, ship, refund, release'

  Scenario: What completed is undone even when its output cannot be transformed
    Given a workflow that does:
    """yaml
    - reserve:
        call: http
        with: { method: post, endpoint: 'https://api.test/reserve' }
        output: { as: .id + 1 }
        metadata:
          compensate:
            - release: { call: http, with: { method: post, endpoint: 'https://api.test/release' } }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/expression
    """
    And the calls should be 'reserve, release'
