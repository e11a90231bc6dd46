Feature: Call Protocols
  gRPC, MCP, A2A and AsyncAPI

  Scenario: A gRPC method is called with its arguments
    Given a workflow that does:
    """yaml
    - greet:
        call: grpc
        with:
          proto: { endpoint: 'https://docs.test/greet.proto' }
          service: { name: GreeterApi.Greeter, host: greeter.test, port: 5011 }
          method: SayHello
          arguments: { name: '${ .name }' }
    """
    And given the workflow input is:
    """yaml
    name: Ada
    """
    And 'GET https://docs.test/greet.proto' answers:
    """yaml
    body: 'syntax = "proto3"; package GreeterApi;'
    """
    And the gRPC method 'GreeterApi.Greeter/SayHello' answers:
    """yaml
    message: Hello Ada
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    message: Hello Ada
    """
    And the gRPC method should have been called with:
    """yaml
    host: greeter.test
    port: 5011
    arguments: { name: Ada }
    proto: 'syntax = "proto3"; package GreeterApi;'
    """

  Scenario: An error of a gRPC service can be caught by its status
    Given a workflow that does:
    """yaml
    - attempt:
        try:
          - greet:
              call: grpc
              with: { proto: { endpoint: 'https://docs.test/greet.proto' }, service: { name: S, host: greeter.test }, method: M }
        catch:
          errors: { with: { type: https://open-workflow-specification.org/spec/1.0.0/errors/communication, status: 501 } }
          do: [{ handled: { set: { status: '${ $error.status }' } } }]
    """
    And 'GET https://docs.test/greet.proto' answers:
    """yaml
    body: 'syntax = "proto3";'
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    status: 501
    """

  Scenario: A tool of an MCP server is called
    Given a workflow that does:
    """yaml
    - search:
        call: mcp
        with:
          method: tools/call
          parameters: { name: search, arguments: { query: '${ .query }' } }
          transport: { http: { endpoint: 'https://mcp.test/mcp', headers: { x-team: kitchen } } }
    """
    And given the workflow input is:
    """yaml
    query: soup
    """
    And the MCP server 'https://mcp.test/mcp' answers:
    """yaml
    tools/call: { content: [{ type: text, text: found it }] }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    content: [{ type: text, text: found it }]
    """
    And the last request to 'POST https://mcp.test/mcp' should have body:
    """yaml
    jsonrpc: '2.0'
    id: 1
    method: tools/call
    params: { name: search, arguments: { query: soup } }
    """
    And the last request to 'POST https://mcp.test/mcp' should have headers:
    """yaml
    x-team: kitchen
    mcp-protocol-version: '2025-06-18'
    """
    And every request to 'POST https://mcp.test/mcp' should have the same idempotency key

  Scenario: A tool that says that it failed is a runtime error
    Given a workflow that does:
    """yaml
    - search:
        call: mcp
        with: { method: tools/call, parameters: { name: search }, transport: { http: { endpoint: 'https://mcp.test/mcp' } } }
    """
    And the MCP server 'https://mcp.test/mcp' answers:
    """yaml
    tools/call: { isError: true, content: [{ type: text, text: the index is gone }] }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/runtime
    detail: 'The tool search failed: the index is gone'
    """

  Scenario: A process as an MCP server is refused
    Given a workflow that does:
    """yaml
    - search: { call: mcp, with: { method: tools/list, transport: { stdio: { command: npx, arguments: [server] } } } }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/configuration
    instance: /do/0/search
    """

  Scenario: An agent is found by its card and gets a message with an id
    Given a workflow that does:
    """yaml
    - ask:
        call: a2a
        with:
          agentCard: { endpoint: 'https://agent.test/.well-known/agent-card.json' }
          method: message/send
          parameters: { message: { role: user, parts: [{ kind: text, text: '${ .question }' }] } }
    """
    And given the workflow input is:
    """yaml
    question: Is the table free?
    """
    And 'GET https://agent.test/.well-known/agent-card.json' answers:
    """yaml
    body: { name: tables, protocolVersion: 0.3.0, url: 'https://agent.test/a2a' }
    """
    And 'POST https://agent.test/a2a' answers:
    """yaml
    body: { jsonrpc: '2.0', id: 1, result: { kind: message, role: agent, messageId: m, parts: [{ kind: text, text: 'yes' }] } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    kind: message
    role: agent
    messageId: m
    parts: [{ kind: text, text: 'yes' }]
    """
    And the workflow output should have properties 'parts', 'messageId'

  Scenario: A message to an agent has the same id at every attempt
    Given a workflow that does:
    """yaml
    - attempt:
        try:
          - ask:
              call: a2a
              with: { server: 'https://agent.test/a2a', method: message/send, parameters: { message: { parts: [{ kind: text, text: hello }] } } }
        catch: { retry: { limit: { attempt: { count: 2 } } } }
    """
    And 'POST https://agent.test/a2a' answers:
    """yaml
    - { status: 503 }
    - { body: { jsonrpc: '2.0', id: 1, result: { kind: message } } }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    kind: message
    """
    And 'POST https://agent.test/a2a' should have been called 2 times
    And every request to 'POST https://agent.test/a2a' should have the same 'params.message.messageId' in its body

  Scenario: An error of an agent has a kind that can be caught
    Given a workflow that does:
    """yaml
    - look: { call: a2a, with: { server: 'https://agent.test/a2a', method: tasks/get, parameters: { id: nothing } } }
    """
    And 'POST https://agent.test/a2a' answers:
    """yaml
    body: { jsonrpc: '2.0', id: 1, error: { code: -32001, message: Task not found } }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/communication
    status: 404
    detail: 'The agent answered with error -32001: Task not found'
    """

  Scenario: A message is published to a channel over HTTP
    Given a workflow that does:
    """yaml
    - tell:
        call: asyncapi
        with:
          document: { endpoint: 'https://docs.test/asyncapi.json' }
          operation: sendOrder
          message: { payload: { id: '${ .id }' }, headers: { x-own: 1 } }
    """
    And given the workflow input is:
    """yaml
    id: 7
    """
    And 'GET https://docs.test/asyncapi.json' answers:
    """yaml
    body:
      asyncapi: 3.0.0
      servers: { web: { host: hooks.test, pathname: /v1, protocol: https } }
      channels: { orders: { address: 'orders/{id}', parameters: { id: { location: '$message.payload#/id' } } } }
      operations: { sendOrder: { action: send, channel: { $ref: '#/channels/orders' } } }
    """
    And 'POST https://hooks.test/v1/orders/7' answers 202
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    payload: { id: 7 }
    headers: { x-own: 1 }
    """
    And the last request to 'POST https://hooks.test/v1/orders/7' should have body:
    """yaml
    id: 7
    """

  Scenario: As many messages as are wanted are consumed, filtered and mapped
    Given a workflow that does:
    """yaml
    - listen:
        call: asyncapi
        with:
          document: { endpoint: 'https://docs.test/asyncapi.json' }
          operation: receive
          protocol: ws
          subscription:
            filter: '${ .payload.kind == "order" }'
            consume: { amount: 2 }
            foreach: { item: message, do: [{ pick: { set: { id: '${ $message.correlationId }', n: '${ $message.payload.n }' } } }] }
    """
    And the channel 'notes' of 'https://docs.test/asyncapi.json' sends:
    """yaml
    - { id: a, kind: order, n: 1 }
    - { id: b, kind: other, n: 2 }
    - { id: c, kind: order, n: 3 }
    - { id: d, kind: order, n: 4 }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    - { id: a, n: 1 }
    - { id: c, n: 3 }
    """

  Scenario: Messages are consumed until a condition holds
    Given a workflow that does:
    """yaml
    - listen:
        call: asyncapi
        with:
          document: { endpoint: 'https://docs.test/asyncapi.json' }
          channel: notes
          subscription: { consume: { until: '${ (map(.payload.n) | add) >= 3 }' } }
    - count: { set: { count: '${ length }' } }
    """
    And the channel 'notes' of 'https://docs.test/asyncapi.json' sends:
    """yaml
    [{ n: 1 }, { n: 2 }, { n: 3 }]
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    count: 2
    """

  Scenario: A protocol without an adapter is refused by its name
    Given a workflow that does:
    """yaml
    - tell:
        call: asyncapi
        with: { document: { endpoint: 'https://docs.test/asyncapi.json' }, channel: log, message: { payload: { n: 1 } } }
    """
    And 'GET https://docs.test/asyncapi.json' answers:
    """yaml
    body: { asyncapi: 3.0.0, servers: { broker: { host: broker.test, protocol: kafka } }, channels: { log: { address: log } } }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/configuration
    detail: There is no adapter for kafka here; there are adapters for http, https, ws, wss
    """
