/** `error` refuses the definition, `warning` is very likely a mistake, `hint` is advice. */
export type Severity = 'error' | 'warning' | 'hint';

export interface CodeEntry {
  readonly severity: Severity;
  /** What it means and why it matters, for the reference. */
  readonly doc: string;
}

/** Findings about the text: YAML itself and what a workflow can use of it. */
export const SYNTAX = {
  yaml_syntax: { severity: 'error', doc: 'The text is not valid YAML 1.2 (JSON is valid YAML).' },
  several_documents: {
    severity: 'error',
    doc: 'The text holds more than one YAML document; a definition is exactly one.',
  },
  limit_exceeded: {
    severity: 'error',
    doc: 'The text is larger, deeper or has more values than a definition may have.',
  },
  duplicate_key: { severity: 'error', doc: 'A map has the same key twice, so one of the two values would be lost.' },
  unsupported_yaml: {
    severity: 'error',
    doc: 'YAML that has no JSON counterpart: a custom tag, a key that is no word, `.nan`, an alias that contains itself.',
  },
} as const satisfies Record<string, CodeEntry>;

/** Findings about the shape: which properties there are and what kind of value they take. */
export const STRUCTURE = {
  unknown_property: { severity: 'error', doc: 'The construct has no property of this name.' },
  missing_property: { severity: 'error', doc: 'A required property is not there.' },
  wrong_type: { severity: 'error', doc: 'The value has another type than the property takes.' },
  invalid_value: {
    severity: 'error',
    doc: 'The property takes one of a closed list of values, and this is none of them.',
  },
  out_of_range: { severity: 'error', doc: 'The number is smaller or larger than the property allows.' },
  too_few_items: { severity: 'error', doc: 'The list or map has fewer entries than the property needs.' },
  conflicting_properties: { severity: 'error', doc: 'Properties are there together that exclude each other.' },
  unknown_task_type: { severity: 'error', doc: 'No key of the task says which of the twelve task types it is.' },
  several_task_types: { severity: 'error', doc: 'The task has the keys of two task types.' },
  task_item: { severity: 'error', doc: 'An item of a task list is a map with one key: the name of the task.' },
  unsupported_dsl_version: {
    severity: 'error',
    doc: 'The definition is written for a version of the language that is not supported.',
  },
  untested_dsl_version: {
    severity: 'warning',
    doc: 'The definition names a version of the language that this release has not been tested with.',
  },
} as const satisfies Record<string, CodeEntry>;

/** Findings about the form of texts: names, versions, times, addresses. */
export const VALUES = {
  invalid_name: { severity: 'error', doc: 'The name has characters it may not have, or is too long.' },
  invalid_version: { severity: 'error', doc: 'The version is no semantic version.' },
  invalid_duration: { severity: 'error', doc: 'The text is no ISO 8601 duration of fixed length.' },
  invalid_cron: { severity: 'error', doc: 'The text is no cron expression.' },
  invalid_uri: {
    severity: 'error',
    doc: 'The text is no URI reference or URI template with simple `{name}` variables.',
  },
  invalid_time: { severity: 'error', doc: 'The text is no time of RFC 3339.' },
  invalid_pointer: { severity: 'error', doc: 'The text is no JSON pointer.' },
  unknown_http_method: { severity: 'warning', doc: 'The HTTP method is none of the usual ones.' },
  unsupported_language: {
    severity: 'warning',
    doc: 'The language is not part of the standard; such code is not checked.',
  },
  superseded_form: {
    severity: 'warning',
    doc: 'The value has a form that older versions of the language allow and newer ones replaced; other runtimes may refuse it.',
  },
  renamed_property: { severity: 'warning', doc: 'The property has another name in newer versions of the language.' },
} as const satisfies Record<string, CodeEntry>;

/** Findings about names that refer to something defined elsewhere. */
export const REFERENCES = {
  duplicate_name: {
    severity: 'error',
    doc: 'Two items of a list have the same name, so a flow directive could not tell them apart.',
  },
  unknown_target: { severity: 'error', doc: 'A flow directive names a task that its list does not have.' },
  unknown_function: { severity: 'error', doc: 'A call names a function that `use.functions` does not have.' },
  unknown_catalog: { severity: 'error', doc: 'A function is taken from a catalog that `use.catalogs` does not have.' },
  unknown_retry: { severity: 'error', doc: 'A catch names a retry policy that `use.retries` does not have.' },
  unknown_timeout: { severity: 'error', doc: 'A timeout is named that `use.timeouts` does not have.' },
  unknown_error: { severity: 'error', doc: 'A raise names an error that `use.errors` does not have.' },
  unknown_authentication: {
    severity: 'error',
    doc: 'An authentication policy is named that `use.authentications` does not have.',
  },
  undeclared_secret: { severity: 'error', doc: 'A secret is used that `use.secrets` does not list.' },
} as const satisfies Record<string, CodeEntry>;

/** Findings about names and rules that concern several places. */
export const MEANING = {
  reserved_name: { severity: 'warning', doc: 'The name means something else already: a protocol, a flow directive.' },
  hidden_variable: {
    severity: 'warning',
    doc: 'A variable has the name of an argument, which cannot be reached below it.',
  },
  recursive_function: {
    severity: 'error',
    doc: 'A function calls itself, directly or through others, and so never ends.',
  },
  several_defaults: { severity: 'error', doc: 'A switch has more than one case without a condition.' },
  useless_correlation: {
    severity: 'warning',
    doc: 'A correlation stands in one filter only and expects nothing, so it compares nothing.',
  },
  unused_definition: { severity: 'hint', doc: 'Nothing refers to a reusable component.' },
} as const satisfies Record<string, CodeEntry>;

/** Findings about expressions. */
export const EXPRESSIONS = {
  expression_syntax: { severity: 'error', doc: 'The expression is not valid jq.' },
  unknown_jq_function: {
    severity: 'error',
    doc: 'The expression calls a function that jq does not have, or with another number of arguments.',
  },
  empty_expression: { severity: 'error', doc: 'There is nothing between the marks of the expression.' },
  unknown_variable: { severity: 'error', doc: 'The expression uses a variable that nothing around it defines.' },
  unavailable_argument: {
    severity: 'error',
    doc: 'The expression uses an argument of the language that does not exist at this point, such as `$output` in `if`.',
  },
  unmarked_expression: { severity: 'error', doc: 'The property takes an expression that is marked with `${ }`.' },
  partial_expression: { severity: 'warning', doc: 'Marks stand inside a longer text, where they are not evaluated.' },
  literal_expression: {
    severity: 'warning',
    doc: 'A text in data looks like an expression, but without `${ }` it is passed on as it stands.',
  },
} as const satisfies Record<string, CodeEntry>;

/** Findings about definitions without errors that will hardly do what was meant, and advice. */
export const ANALYSIS = {
  unreachable_task: { severity: 'warning', doc: 'Nothing leads to the task, so it never runs.' },
  switch_falls_through: {
    severity: 'warning',
    doc: 'A switch without default goes on where one of its cases leads, so the condition of that case has no effect.',
  },
  endless_loop: { severity: 'warning', doc: 'Flow directives lead round in a circle that nothing leaves.' },
  busy_loop: {
    severity: 'warning',
    doc: 'Flow directives lead round in a circle in which nothing waits, as fast as the machine can.',
  },
  unbounded_loop: { severity: 'warning', doc: 'A loop goes over a list that may have no end.' },
  dependent_iterations: {
    severity: 'warning',
    doc: 'A loop runs its iterations side by side, but an iteration needs what the one before gave.',
  },
  unsafe_retry: {
    severity: 'warning',
    doc: 'A call that changes something is tried again, and nothing keeps it from happening twice.',
  },
  missing_compensation: {
    severity: 'hint',
    doc: 'A call changes something, a later task can fail, and nothing says how to undo the change.',
  },
  missing_retry: {
    severity: 'hint',
    doc: 'The API says that the operation can fail for a while, and the call is not tried again.',
  },
  waits_forever: { severity: 'hint', doc: 'A task waits for an event without any timeout.' },
  could_fork: {
    severity: 'hint',
    doc: 'Calls in a row that only ask do not need each other and could run side by side.',
  },
  could_loop_in_parallel: { severity: 'hint', doc: 'The iterations of a loop do not need each other.' },
} as const satisfies Record<string, CodeEntry>;

/** Findings about the data that flows, with what the schemas of a catalog say about it. */
export const TYPES = {
  unknown_field: {
    severity: 'error',
    doc: 'The value has no such property at this point, so reading it always gives null.',
  },
  undeclared_field: {
    severity: 'warning',
    doc: 'The schema of the value lists its properties, and this is none of them.',
  },
  invalid_access: {
    severity: 'error',
    doc: 'A property is read of something that has none: of a list instead of an item, of a text, of a number.',
  },
  not_iterable: { severity: 'error', doc: 'The expression goes over the items of something that is no list or map.' },
  wrong_operand: {
    severity: 'error',
    doc: 'An operator, a function or a property gets a kind of value that it cannot work with.',
  },
  never_equal: { severity: 'warning', doc: 'The two sides of a comparison have no value in common.' },
  unreachable_branch: { severity: 'warning', doc: 'No value reaches a branch of the expression.' },
  constant_condition: { severity: 'warning', doc: 'A condition always holds, or never does.' },
  empty_context: {
    severity: 'warning',
    doc: 'A property of `$context` is read where no task before has exported anything.',
  },
  not_a_list: { severity: 'error', doc: 'A loop is to go over something that is no list.' },
  missing_argument: { severity: 'error', doc: 'A call leaves out an argument that the operation needs.' },
  unknown_argument: { severity: 'warning', doc: 'A call gives an argument that the operation does not know.' },
  wrong_argument_type: {
    severity: 'error',
    doc: 'An argument is of another type than the operation takes: a text for a number, a list for an item.',
  },
  wrong_argument_value: { severity: 'error', doc: 'An argument is none of the values that the operation takes.' },
  number_for_integer: {
    severity: 'warning',
    doc: 'A number that may have a fraction is given where whole numbers are wanted.',
  },
  unit_mismatch: {
    severity: 'warning',
    doc: 'By their names or descriptions two values that are put together are in different units.',
  },
  format_mismatch: {
    severity: 'warning',
    doc: 'A text of one format is given where one of another is wanted, a date and time for a date.',
  },
  missing_path_variable: { severity: 'error', doc: 'The address of a call has a variable that nothing gives a value.' },
  unknown_operation: { severity: 'error', doc: 'The API document has no operation of this name.' },
  unknown_workflow: { severity: 'warning', doc: 'There is no workflow of this name and version to run.' },
  unknown_event_type: {
    severity: 'warning',
    doc: 'No connected system sends events of this type, nor does the definition itself.',
  },
  wrong_event_data: { severity: 'error', doc: 'The data of an emitted event does not fit the schema of its type.' },
  schema_mismatch: {
    severity: 'error',
    doc: 'A value cannot fit the schema that the definition gives for it, so the task would always fail.',
  },
} as const satisfies Record<string, CodeEntry>;

/** Findings about a patch of a definition. */
export const PATCHES = {
  invalid_patch: { severity: 'error', doc: 'An operation of a patch has not the shape of one.' },
  patch_target: { severity: 'error', doc: 'An operation of a patch names a place that the definition does not have.' },
} as const satisfies Record<string, CodeEntry>;

/** The codes in groups, as the reference shows them. */
export const DIAGNOSTIC_GROUPS = {
  'Reading the text': SYNTAX,
  'The shape of the definition': STRUCTURE,
  'Names, times and other texts': VALUES,
  References: REFERENCES,
  'Rules between places': MEANING,
  Expressions: EXPRESSIONS,
  'The data that flows': TYPES,
  'Likely mistakes and advice': ANALYSIS,
  'Patches of a definition': PATCHES,
} as const satisfies Record<string, Record<string, CodeEntry>>;

/** Every code a finding can have. The table is closed: a code is never reused for something else. */
export const DIAGNOSTICS = {
  ...SYNTAX,
  ...STRUCTURE,
  ...VALUES,
  ...REFERENCES,
  ...MEANING,
  ...EXPRESSIONS,
  ...TYPES,
  ...ANALYSIS,
  ...PATCHES,
} as const satisfies Record<string, CodeEntry>;

export type DiagnosticCode = keyof typeof DIAGNOSTICS;
