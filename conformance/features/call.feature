Feature: Calls
  HTTP in all its parts, operations of API documents, and functions

  Scenario: Method, headers, query and body may be computed
    Given a workflow that does:
    """yaml
    - send:
        call: http
        with:
          method: post
          endpoint: https://api.test/orders
          headers: { X-Order: '${ .id }', Accept: application/json }
          query: { dry: '${ .dry }', tag: [a, b], none: null }
          body: { id: '${ .id }', lines: '${ .lines }' }
    """
    And given the workflow input is:
    """yaml
    { id: 7, dry: true, lines: [1, 2] }
    """
    And 'POST https://api.test/orders?dry=true&tag=a&tag=b' answers:
    """yaml
    { status: 201, body: { ok: true } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    ok: true
    """
    And the last request to 'POST https://api.test/orders?dry=true&tag=a&tag=b' should have body:
    """yaml
    { id: 7, lines: [1, 2] }
    """
    And the last request to 'POST https://api.test/orders?dry=true&tag=a&tag=b' should have headers:
    """yaml
    { x-order: '7' }
    """

  Scenario: Headers and query may be one expression
    Given a workflow that does:
    """yaml
    - send: { call: http, with: { method: get, endpoint: 'https://api.test/a', headers: '${ .headers }', query: '${ .query }' } }
    """
    And given the workflow input is:
    """yaml
    { headers: { x-a: one }, query: { q: two words } }
    """
    And 'GET https://api.test/a?q=two+words' answers:
    """yaml
    { body: { ok: true } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    ok: true
    """

  Scenario: Variables of an address are encoded
    Given a workflow that does:
    """yaml
    - get: { call: http, with: { method: get, endpoint: 'https://api.test/items/{name}' } }
    """
    And given the workflow input is:
    """yaml
    name: a/b c
    """
    And 'GET https://api.test/items/a%2Fb%20c' answers:
    """yaml
    { body: found }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    found
    """

  Scenario: A variable of an address that is not there faults before anything is called
    Given a workflow that does:
    """yaml
    - get: { call: http, with: { method: get, endpoint: 'https://api.test/items/{name}' } }
    """
    And given the workflow input is:
    """yaml
    { other: 1 }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/expression
    instance: /do/0/get
    """
    And the calls should be ''

  Scenario: An address may be an expression with the task's credentials
    Given a workflow that does:
    """yaml
    - get:
        call: http
        with:
          method: get
          endpoint: { uri: '${ "https://api.test/\(.path)" }', authentication: { bearer: { token: '${ .token }' } } }
    """
    And given the workflow input is:
    """yaml
    { path: me, token: secret-token }
    """
    And 'GET https://api.test/me' answers:
    """yaml
    { body: { me: true } }
    """
    When the workflow is executed
    Then the workflow should complete
    And the last request to 'GET https://api.test/me' should have headers:
    """yaml
    { authorization: Bearer secret-token }
    """

  Scenario: Credentials may come from a secret or a named policy
    Given a workflow with:
    """yaml
    use:
      secrets: [shop]
      authentications:
        shopAccess: { basic: { use: shop } }
    do:
      - get: { call: http, with: { method: get, endpoint: { uri: 'https://api.test/me', authentication: { use: shopAccess } } } }
    """
    And the secret 'shop' is:
    """yaml
    { username: ada, password: lovelace }
    """
    And 'GET https://api.test/me' answers 200
    When the workflow is executed
    Then the workflow should complete
    And the last request to 'GET https://api.test/me' should have headers:
    """yaml
    { authorization: Basic YWRhOmxvdmVsYWNl }
    """

  Scenario: A secret that is not there is an authorization error
    Given a workflow with:
    """yaml
    use: { secrets: [shop] }
    do:
      - get: { call: http, with: { method: get, endpoint: { uri: 'https://api.test/me', authentication: { bearer: { use: shop } } } } }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/authorization
    status: 403
    """
    And the calls should be ''

  Scenario: Secrets can be read by expressions
    Given a workflow with:
    """yaml
    use: { secrets: [apiKey] }
    do:
      - get: { call: http, with: { method: get, endpoint: 'https://api.test/me', headers: { x-api-key: '${ $secrets.apiKey }' } } }
    """
    And the secret 'apiKey' is:
    """yaml
    k-123
    """
    And 'GET https://api.test/me' answers 200
    When the workflow is executed
    Then the last request to 'GET https://api.test/me' should have headers:
    """yaml
    { x-api-key: k-123 }
    """

  Scenario: A status that is no success is a communication error with that status
    Given a workflow that does:
    """yaml
    - send: { call: http, with: { method: post, endpoint: 'https://api.test/orders' } }
    """
    And 'POST https://api.test/orders' answers:
    """yaml
    { status: 409, body: { reason: sold out } }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/communication
    status: 409
    title: Communication Error
    instance: /do/0/send
    """

  Scenario: A redirect is an error unless the task takes it
    Given a workflow that does:
    """yaml
    - send: { call: http, with: { method: get, endpoint: 'https://api.test/old' } }
    """
    And 'GET https://api.test/old' answers 304
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    status: 304
    """

  Scenario: With redirect a status of 300 to 399 is no error
    Given a workflow that does:
    """yaml
    - send: { call: http, with: { method: get, endpoint: 'https://api.test/old', redirect: true, output: response }, output: { as: .statusCode } }
    """
    And 'GET https://api.test/old' answers 304
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    304
    """

  Scenario: Raw output is the bytes in base64
    Given a workflow that does:
    """yaml
    - get: { call: http, with: { method: get, endpoint: 'https://api.test/a', output: raw } }
    """
    And 'GET https://api.test/a' answers:
    """yaml
    { body: hello }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    aGVsbG8=
    """

  Scenario: A function's input is what with gives, and it sees nothing else of its caller
    Given a workflow with:
    """yaml
    use:
      functions:
        getItem: { call: http, with: { method: get, endpoint: 'https://api.test/items/{id}' } }
    do:
      - remember: { set: { wanted: 7, id: wrong } }
      - get: { call: getItem, with: { id: '${ .wanted }' } }
    """
    And 'GET https://api.test/items/7' answers:
    """yaml
    { body: { found: 7 } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    found: 7
    """

  Scenario: A function may be any task, with a data flow of its own
    Given a workflow with:
    """yaml
    use:
      functions:
        area:
          input: { from: '{ product: (.a * .b) }' }
          do:
            - one: { set: { value: '${ .product }' } }
            - two: { set: { value: '${ .value + 1 }' } }
          output: { as: .value }
    do:
      - first: { call: area, with: { a: 2, b: 3 }, output: { as: '{ first: . }' } }
      - second: { call: area, with: { a: '${ .first }', b: 10 } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    71
    """

  Scenario: The error of a function is one of the task that called it
    Given a workflow with:
    """yaml
    use:
      functions:
        getItem: { call: http, with: { method: get, endpoint: 'https://api.test/items' } }
    do:
      - get: { call: getItem }
    """
    And 'GET https://api.test/items' answers 500
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    status: 500
    instance: /do/0/get
    """

  Scenario: A function may call another one, but not itself
    Given a workflow with:
    """yaml
    use:
      functions:
        outer: { call: inner, with: { n: '${ .n + 1 }' } }
        inner: { set: { n: '${ .n * 2 }' } }
    do:
      - run: { call: outer, with: { n: 1 } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    n: 4
    """

  Scenario: A function of the default catalog gets its arguments
    Given a workflow that does:
    """yaml
    - tell: { call: 'notify:1@default', with: { to: manager, message: '${ "Order \(.id)" }' } }
    """
    And given the workflow input is:
    """yaml
    id: 7
    """
    And the function 'notify:1' gives:
    """yaml
    delivered: true
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    delivered: true
    """
    And the function 'notify:1' should have been called with:
    """yaml
    { to: manager, message: Order 7 }
    """

  Scenario: A function that the installation lacks is a configuration error
    Given a workflow that does:
    """yaml
    - tell: { call: 'sing:1@default', with: { song: hello } }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/configuration
    instance: /do/0/tell
    """

  Scenario: An operation takes a flat map of arguments
    Given a workflow that does:
    """yaml
    - change:
        call: openapi
        with:
          document: { endpoint: 'https://api.test/openapi.json' }
          operationId: changeItem
          parameters: { itemId: '${ .id }', dryRun: true, name: Bread, price: 3 }
    """
    And given the workflow input is:
    """yaml
    id: a b
    """
    And 'GET https://api.test/openapi.json' answers:
    """yaml
    body:
      openapi: 3.1.0
      info: { title: Items, version: '1' }
      servers: [{ url: 'https://api.test/v1' }]
      paths:
        /items/{itemId}:
          put:
            operationId: changeItem
            parameters:
              - { name: itemId, in: path, required: true, schema: { type: string } }
              - { name: dryRun, in: query, schema: { type: boolean } }
            requestBody:
              required: true
              content:
                application/json:
                  schema: { type: object, properties: { name: { type: string }, price: { type: integer } } }
            responses: { '200': { description: ok } }
    """
    And 'PUT https://api.test/v1/items/a%20b?dryRun=true' answers:
    """yaml
    { body: { changed: true } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    changed: true
    """
    And the last request to 'PUT https://api.test/v1/items/a%20b?dryRun=true' should have body:
    """yaml
    { name: Bread, price: 3 }
    """

  Scenario: An operation without a required argument is refused before it is called
    Given a workflow that does:
    """yaml
    - get:
        call: openapi
        with:
          document: { endpoint: 'https://petstore.swagger.io/v2/swagger.json' }
          operationId: getPetById
          parameters: { id: 1 }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/validation
    """
    And the calls should be 'swagger.json'

  Scenario: An operation that the document lacks is a configuration error
    Given a workflow that does:
    """yaml
    - get: { call: openapi, with: { document: { endpoint: 'https://petstore.swagger.io/v2/swagger.json' }, operationId: flyAway } }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/configuration
    """

  Scenario: A crash during a call repeats it with the same idempotency key
    Given a workflow that does:
    """yaml
    - pause: { wait: { minutes: 1 } }
    - send: { call: http, with: { method: post, endpoint: 'https://api.test/orders' } }
    - rest: { wait: { minutes: 1 } }
    """
    And 'POST https://api.test/orders' answers 201
    When the workflow is started
    And the worker crashes
    And 'PT1M' passes
    And the worker crashes
    And 'PT1M' passes
    Then the workflow should complete
    And 'POST https://api.test/orders' should have been called 1 time

  Scenario: A function of a catalog is fetched from its place in it
    Given a workflow with:
    """yaml
    use:
      catalogs:
        shared: { endpoint: 'https://catalog.test/main' }
    do:
      - run: { call: 'double:1.0.0@shared', with: { n: 4 } }
    """
    And 'GET https://catalog.test/main/functions/double/1.0.0/function.yaml' answers:
    """yaml
    body: |
      set: { n: '${ .n * 2 }' }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    n: 8
    """

  Scenario: A function may be called by its address
    Given a workflow that does:
    """yaml
    - run: { call: 'https://functions.test/greet.yaml', with: { name: Ada } }
    """
    And 'GET https://functions.test/greet.yaml' answers:
    """yaml
    body: |
      do:
        - greet: { set: { text: '${ "Hello \(.name)" }' } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    text: Hello Ada
    """

  Scenario: What is fetched as a function has to be one
    Given a workflow that does:
    """yaml
    - run: { call: 'https://functions.test/greet.yaml' }
    """
    And 'GET https://functions.test/greet.yaml' answers:
    """yaml
    body: |
      nonsense: true
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/configuration
    instance: /do/0/run
    """

  Scenario: A function that is not there cannot be fetched
    Given a workflow that does:
    """yaml
    - run: { call: 'https://functions.test/none.yaml' }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/communication
    instance: /do/0/run
    """

  Scenario Outline: A protocol that the installation lacks is refused where it is used
    Given a workflow that does:
    """yaml
    - task: { call: <protocol>, with: <arguments> }
    """
    And the installation can do nothing but HTTP
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/configuration
    instance: /do/0/task
    """

    Examples:
      | protocol | arguments                                                                                        |
      | grpc     | { proto: { endpoint: 'https://a.test/a.proto' }, service: { name: A, host: b.test }, method: Go } |
      | a2a      | { server: 'https://agent.test', method: 'message/send' }                                          |
      | mcp      | { method: 'tools/list', transport: { http: { endpoint: 'https://mcp.test' } } }                   |
      | asyncapi | { document: { endpoint: 'https://a.test/api.json' }, operation: send, message: { payload: { n: 1 } } } |
