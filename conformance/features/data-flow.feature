Feature: Data Flow
  The eleven steps from the workflow's input to its output

  Scenario: Input and output of the workflow are transformed
    Given a workflow with:
    """yaml
    input: { from: .order }
    output: { as: '{ total: .sum }' }
    do:
      - add: { set: { sum: '${ .a + .b }' } }
    """
    And given the workflow input is:
    """yaml
    order: { a: 1, b: 2 }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    total: 3
    """

  Scenario: An input that does not fit its schema faults before any task
    Given a workflow with:
    """yaml
    input:
      schema: { document: { type: object, required: [name], properties: { name: { type: string } } } }
    do:
      - one: { set: { n: 1 } }
    """
    And given the workflow input is:
    """yaml
    name: 5
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/validation
    status: 400
    """
    And one should not run

  Scenario: A task validates its raw input before it transforms it
    Given a workflow that does:
    """yaml
    - task:
        input:
          schema: { document: { type: object, required: [user] } }
          from: .user.name
        set: { name: '${ . }' }
    """
    And given the workflow input is:
    """yaml
    user: { name: Ada }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    name: Ada
    """

  Scenario: The condition is checked before the input is validated
    Given a workflow that does:
    """yaml
    - task:
        if: .user != null
        input: { schema: { document: { type: object, required: [user] } } }
        set: { n: 1 }
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

  Scenario: The output schema is of the transformed output
    Given a workflow that does:
    """yaml
    - task:
        set: { n: 1 }
        output: { as: .n, schema: { document: { type: string } } }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/validation
    instance: /do/0/task
    """

  Scenario: Output expressions see the transformed input and the raw output
    Given a workflow that does:
    """yaml
    - task:
        input: { from: .a }
        set: { b: 2 }
        output: { as: '{ in: $input, out: . }' }
    """
    And given the workflow input is:
    """yaml
    a: 1
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    in: 1
    out: { b: 2 }
    """

  Scenario: Transformations may be objects with expressions in them
    Given a workflow that does:
    """yaml
    - task:
        input: { from: { x: '${ .a }', y: literal } }
        set: '${ . }'
        output: { as: { was: '${ .x }', kept: '${ .y }' } }
    """
    And given the workflow input is:
    """yaml
    a: 1
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    was: 1
    kept: literal
    """

  Scenario: Export replaces the context with what it makes of the output
    Given a workflow that does:
    """yaml
    - first: { set: { n: 1 }, export: { as: '{ first: .n }' } }
    - second: { set: { n: 2 }, export: { as: '$context + { second: .n }' } }
    - third: { set: { all: '${ $context }' } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    all: { first: 1, second: 2 }
    """

  Scenario: The context must fit the schema of the export
    Given a workflow that does:
    """yaml
    - task:
        set: { n: 1 }
        export: { as: .n, schema: { document: { type: object } } }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/validation
    """

  Scenario: Only a text that is one expression from end to end is evaluated
    Given a workflow that does:
    """yaml
    - task:
        set:
          whole: '${ .name }'
          partly: 'Hello ${ .name }'
          bare: .name
          nested: { list: ['${ .name }', .name] }
    """
    And given the workflow input is:
    """yaml
    name: Ada
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    whole: Ada
    partly: 'Hello ${ .name }'
    bare: .name
    nested: { list: [Ada, .name] }
    """

  Scenario: Expressions in data are never evaluated
    Given a workflow that does:
    """yaml
    - task: { set: { copy: '${ .text }' } }
    - again: { set: '${ . }' }
    """
    And given the workflow input is:
    """yaml
    text: '${ 1 + 1 }'
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    copy: '${ 1 + 1 }'
    """

  Scenario: In loose mode texts that can be evaluated are
    Given a workflow with:
    """yaml
    evaluate: { mode: loose }
    do:
      - task: { set: { n: .a, text: hello there, marked: '${ .a }' } }
    """
    And given the workflow input is:
    """yaml
    a: 1
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    n: 1
    text: hello there
    marked: 1
    """

  Scenario: Property names of JavaScript objects are data like any other
    Given a workflow that does:
    """yaml
    - task: { set: { constructor: '${ .a }', toString: 2 } }
    - read: { set: { got: '${ .constructor + .toString }', none: '${ .valueOf }' } }
    """
    And given the workflow input is:
    """yaml
    a: 1
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    got: 3
    none: null
    """

  Scenario: The descriptors of workflow, task and runtime
    Given a workflow that does:
    """yaml
    - look:
        set:
          workflow: '${ $workflow.definition.document.name }'
          input: '${ $workflow.input.a }'
          task: '${ $task.name }'
          reference: '${ $task.reference }'
          definition: '${ $task.definition | has("set") }'
          runtime: '${ $runtime.name }'
          started: '${ $workflow.startedAt.epoch.seconds == ($task.startedAt.epoch.milliseconds / 1000) }'
    """
    And given the workflow input is:
    """yaml
    a: 1
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    workflow: main
    input: 1
    task: look
    reference: /do/0/look
    definition: true
    runtime: parley
    started: true
    """

  Scenario: The time of expressions is that of the execution and moves with its waits
    Given a workflow that does:
    """yaml
    - before: { set: { then: '${ now }' } }
    - pause: { wait: { minutes: 5 } }
    - after: { set: { seconds: '${ now - .then }' } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    seconds: 300
    """

  Scenario: An expression without a result gives null
    Given a workflow that does:
    """yaml
    - task: { set: { nothing: '${ empty }', first: '${ 1, 2 }' } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    nothing: null
    first: 1
    """

  Scenario: A workflow without input has null
    Given a workflow that does:
    """yaml
    - task: { set: { got: '${ . }' } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    got: null
    """

  Scenario: An endless expression is stopped
    Given a workflow that does:
    """yaml
    - task: { set: { n: '${ [range(1e12)] | length }' } }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/expression
    instance: /do/0/task
    """

  Scenario: Errors named in use are raised with their expressions evaluated
    Given a workflow with:
    """yaml
    use:
      errors:
        soldOut: { type: 'urn:sold-out', status: 409, title: Sold out, detail: '${ "No \(.item) left" }' }
    do:
      - no: { raise: { error: soldOut } }
    """
    And given the workflow input is:
    """yaml
    item: bread
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: urn:sold-out
    status: 409
    detail: No bread left
    instance: /do/0/no
    """

  Scenario: A schema may be elsewhere
    Given a workflow with:
    """yaml
    input: { schema: { resource: { endpoint: 'https://schemas.test/order.json' } } }
    do:
      - task:
          set: { total: '${ .total }' }
          output: { schema: { resource: { endpoint: 'https://schemas.test/total.yaml' } } }
    """
    And given the workflow input is:
    """yaml
    total: much
    """
    And 'GET https://schemas.test/order.json' answers:
    """yaml
    body: { type: object, required: [total] }
    """
    And 'GET https://schemas.test/total.yaml' answers:
    """yaml
    body: |
      type: object
      properties: { total: { type: integer } }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/validation
    instance: /do/0/task
    """

  Scenario: A schema that cannot be had faults
    Given a workflow that does:
    """yaml
    - task:
        input: { schema: { resource: { endpoint: 'https://schemas.test/none.json' } } }
        set: { n: 1 }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/communication
    instance: /do/0/task
    """
