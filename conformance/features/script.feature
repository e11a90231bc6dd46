Feature: Run Script
  JavaScript in a sandbox: what it is given, what it gives, and where it ends

  Scenario: A script reads its input as the specification shows
    Given a workflow that does:
    """yaml
    - runScript:
        run:
          script:
            language: js
            stdin: Hello Workflow
            environment: { foo: bar }
            arguments: [hello, '${ .n }']
            code: |
              import { readFileSync } from 'node:fs';
              const stdin = readFileSync(process.stdin.fd, 'utf8');
              const [_, __, arg, n] = process.argv;
              console.log(stdin, arg, n, process.env.foo);
          return: all
    """
    And given the workflow input is:
    """yaml
    n: 4
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    code: 0
    stdout: "Hello Workflow hello 4 bar\n"
    stderr: ''
    """

  Scenario: What a script exports as default is its output as JSON
    Given a workflow that does:
    """yaml
    - sum:
        run: { script: { language: js, arguments: ['[1, 2, 3]'], code: 'export default { sum: JSON.parse(process.argv[2]).reduce((a, b) => a + b) }' } }
        output: { as: '${ fromjson }' }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    sum: 6
    """

  Scenario Outline: A script gives what is asked for
    Given a workflow that does:
    """yaml
    - runScript: { run: { script: { language: js, code: 'console.log(1); console.error(2); process.exit(<code>)' }, return: <what> } }
    """
    And given the workflow input is:
    """yaml
    input
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    <output>
    """

    Examples:
      | what   | code | output                                     |
      | stdout | 0    | "1\\n"                                     |
      | stderr | 0    | "2\\n"                                     |
      | code   | 3    | 3                                          |
      | none   | 0    | input                                      |
      | all    | 3    | {code: 3, stdout: "1\\n", stderr: "2\\n"}  |

  Scenario: A script that throws faults with its message and line
    Given a workflow that does:
    """yaml
    - runScript: { run: { script: { language: js, code: "\n\nthrow new TypeError('no such thing')" } } }
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/runtime
    status: 500
    instance: /do/0/runScript
    detail: 'The process ended with code 1: script.js:3: TypeError: no such thing'
    """

  Scenario: An endless script is stopped
    Given a workflow that does:
    """yaml
    - attempt:
        try:
          - runScript: { run: { script: { language: js, code: 'await new Promise(() => {})' } } }
        catch:
          errors: { with: { type: https://open-workflow-specification.org/spec/1.0.0/errors/runtime } }
          do: [{ handled: { set: { why: '${ $error.detail }' } } }]
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    why: The script waits for a promise that nothing can resolve
    """

  Scenario: A script's clock stands still and its random numbers are the same at every attempt
    Given a workflow that does:
    """yaml
    - attempt:
        try:
          - draw:
              run: { script: { language: js, code: 'console.log(Date.now() === new Date().getTime(), Math.random()); process.exit(1)' }, return: all }
              export: { as: '${ ($context // []) + [.stdout] }' }
          - again: { raise: { error: { type: 'urn:again', status: 500 } } }
        catch: { retry: { limit: { attempt: { count: 1 } } }, do: [{ seen: { set: { same: '${ $context[0] == $context[1] }', count: '${ $context | length }' } } }] }
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    same: true
    count: 2
    """

  Scenario: A script may be elsewhere
    Given a workflow that does:
    """yaml
    - runScript: { run: { script: { language: js, source: { endpoint: 'https://scripts.test/hello.js' } } } }
    """
    And 'GET https://scripts.test/hello.js' answers:
    """yaml
    body: console.log('hello from elsewhere')
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    "hello from elsewhere\n"
    """

  Scenario: A container gives what its process wrote
    Given a workflow that does:
    """yaml
    - runContainer:
        run: { container: { image: alpine, command: cat, stdin: '${ .message }', arguments: [Foo], environment: { A: '${ .n }' } } }
    """
    And given the workflow input is:
    """yaml
    message: Hello World
    n: 1
    """
    And the container 'alpine' gives:
    """yaml
    stdout: Hello World
    """
    When the workflow is executed
    Then the workflow should complete with output:
    """yaml
    Hello World
    """
    And the container should have been given:
    """yaml
    image: alpine
    command: cat
    stdin: Hello World
    environment: { A: 1 }
    """

  Scenario: A shell command that fails is a runtime error
    Given a workflow that does:
    """yaml
    - runShell: { run: { shell: { command: 'ls $1', arguments: [nothing] } } }
    """
    And the container 'shell' gives:
    """yaml
    code: 2
    stderr: 'ls: nothing: No such file or directory'
    """
    When the workflow is executed
    Then the workflow should fault with error:
    """yaml
    type: https://open-workflow-specification.org/spec/1.0.0/errors/runtime
    detail: 'The process ended with code 2: ls: nothing: No such file or directory'
    """
