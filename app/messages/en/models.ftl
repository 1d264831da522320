# The editor of product models, and what can be wrong with a model.

modeller-title = Model of { $what }
modeller-tabs = Parts of the model
modeller-saved = Saved
modeller-saving = Saving …
modeller-sealed = Read only
modeller-undo = Undo
modeller-redo = Redo
modeller-up = Move up
modeller-down = Move down
modeller-form = Details
modeller-more = Show { $count } more
modeller-unknown = { $what } (gone)
modeller-yes = Yes
modeller-no = No
modeller-none = None

modeller-choices = What can be chosen
modeller-rules = Rules
modeller-tests = Test cases
modeller-presets = Presets
modeller-source = Source

modeller-product = The product
modeller-name = Name
modeller-id = Id
modeller-id-hint = Rules that name it follow when it changes.
modeller-id-wrong = An id cannot be empty or *.
modeller-id-taken = Something else has this id.
modeller-currency = Currency of all prices
modeller-base-price = Price before anything is chosen
modeller-parts = Parts

modeller-choices-hint = Choose something on the left
modeller-choices-hint-sentence = Here you say what customers can choose: one of several options, a yes or no, or a number.
modeller-choice = Choice
modeller-choice-add = Add a choice
modeller-choice-new = New choice
modeller-choice-detail = { $count ->
    [one] One option
   *[other] { $count } options
  }
modeller-number-detail = { $min } to { $max } { $unit }
modeller-flag = Yes or no
modeller-assembly = Sub-assembly
modeller-assembly-add = Add a sub-assembly
modeller-assembly-new = New sub-assembly
modeller-assembly-choice = Add a choice to each
modeller-assembly-detail = Sub-assembly, { $min } to { $max } times
modeller-least = At least so many
modeller-most = At most so many
modeller-group = Step of the configurator
modeller-optional = Can be left out
modeller-kind = Kind
modeller-kind-choice = One of several
modeller-kind-flag = Yes or no
modeller-kind-number = Number
modeller-min = From
modeller-max = To
modeller-step = In steps of
modeller-unit = Unit
modeller-price = Price
modeller-price-on = Price when chosen
modeller-price-per-unit = Price of one unit
modeller-options = Options
modeller-option-add = Add an option
modeller-option-new = Option { $number }
modeller-option-actions = Actions for { $name }
modeller-properties = Numbers for limits
modeller-property-add = New number, such as weight

modeller-used-by = Named by
modeller-unused = No rule names this yet.
modeller-used = Delete what is in use?
modeller-used-sentence = These name it. They stay, and the checks will show them until you change them:
modeller-in-rule = Rule: { $name }
modeller-in-test = Test case: { $name }
modeller-in-preset = Preset: { $name }
modeller-body = What the product looks like

modeller-rules-hint = Choose a rule on the left
modeller-rules-hint-sentence = Rules say what goes together. Each has a sentence that customers read when it bites.
modeller-rule = Rule
modeller-rule-add = Add a rule
modeller-rule-add-to = Add a rule to { $name }
modeller-rule-unnamed = Rule without a sentence
modeller-sentence = Sentence
modeller-sentence-hint = Why this is so, for whoever runs into it.
modeller-sentence-missing = A rule needs a sentence: people read it when something is not possible.
modeller-says = Kind
modeller-says-requires = Needs
modeller-says-requires-hint = Where the first holds, so does the second.
modeller-says-excludes = Not together
modeller-says-excludes-hint = Not all of these hold at once.
modeller-says-condition = Always
modeller-says-condition-hint = This holds in every product.
modeller-says-group = So many of
modeller-says-group-hint = At least and at most so many of these hold.
modeller-says-table = Table
modeller-says-table-hint = Only what stands in a row goes together.
modeller-says-limit = Limit
modeller-says-limit-hint = A sum stays within bounds.
modeller-says--hint = This rule has no kind yet. Choose one.
modeller-says-unknown = Choose what this rule says.
modeller-if = Where this holds
modeller-then = This must hold
modeller-holds = This always holds
modeller-when = Only where this holds
modeller-excluded = Condition { $number }
modeller-member = Condition { $number }
modeller-at-least-of = At least so many hold
modeller-at-most-of = At most so many hold
modeller-condition = Condition
modeller-condition-add = Add a condition
modeller-condition-more = And another
modeller-condition-another = Add a condition
modeller-condition-less = Take this out
modeller-condition-hint = Like: frame = steel and (width >= 140 or not lights)
modeller-condition-wrong = This cannot be read: { $why }.
modeller-as-text = As text
modeller-as-list = As a list
modeller-and = and
modeller-or = or
modeller-joined = Joined by
modeller-attribute = Choice
modeller-relation = Comparison
modeller-number = Number
modeller-is = is
modeller-is-not = is not
modeller-on = is chosen
modeller-off = is left out
modeller-is-on = is on
modeller-is-off = is off
modeller-at-least = is at least
modeller-at-most = is at most
modeller-more-than = is more than
modeller-less = is less than
modeller-any = Any
modeller-option-or = { " or " }
modeller-sum = Sum
modeller-all = All choices
modeller-every = { $assembly }, each: { $name }
modeller-property = Of which
modeller-itself = The number itself
modeller-factor = Times
modeller-term-add = Add to the sum
modeller-sum-least = At least
modeller-sum-most = At most
modeller-table-rows = { $count ->
    [one] One row
   *[other] { $count } rows
  }
modeller-row-add = Add a row
modeller-row-less = Delete the row
modeller-column-add = Add a column
modeller-column-less = Delete the column
modeller-cell = { $name }, row { $row }
modeller-csv = Take the rows of a CSV file
modeller-csv-hint = Choices in the first line, by name or id. Several options of a cell are separated by |, and * means any.

modeller-tests-hint = Choose a test case on the left
modeller-tests-hint-sentence = A test case is a product that must be possible, or must not. It is tried after every change.
modeller-test-one = Test case
modeller-test-add = Add a test case
modeller-test-new = Test case { $number }
modeller-test-passed = As expected
modeller-test-failed = Not as expected
modeller-test-expected = What must come of it
modeller-test-valid = Can be built
modeller-test-invalid = Cannot be built
modeller-test-price = Price of the cheapest such product
modeller-choose = What is chosen
modeller-forces = What must follow
modeller-chosen = { $count ->
    [one] One choice
   *[other] { $count } choices
  }
modeller-pick-add = Add a choice
modeller-pick-less = Take out { $name }
modeller-presets-hint = Choose a preset on the left
modeller-presets-hint-sentence = A preset is a good start for many customers. It is offered when somebody begins to configure.
modeller-preset-one = Preset
modeller-preset-add = Add a preset
modeller-preset-new = Preset { $number }
modeller-preset-about = Whom it suits
modeller-preset-passed = Can be built
modeller-preset-failed = Cannot be offered like this

modeller-source-hint = The same draft as in the forms, in the JSON form that the documentation describes.
modeller-file-hint = A model that was saved as a file (JSON), or one of another tool (UVL). It takes the place of this draft.

modeller-checks = Checks
modeller-checking = Checking …
modeller-unchecked = Not checked
modeller-nothing-yet = Nothing to choose yet. Add what customers can choose.
modeller-no-model = Not a model yet
modeller-products = possible products
modeller-uncounted = Many
modeller-sound = All is well
modeller-findings = { $count ->
    [one] One finding
   *[other] { $count } findings
  }
modeller-tests-passed = { $done } of { $of } test cases as expected
modeller-blamed = Something is wrong here
modeller-contradiction = No product is possible. These rules exclude each other:
modeller-dead = { $what }: { $option } is in no product
modeller-always = { $what }: { $option } is in every product
modeller-fallback = There are too many possible products to count them exactly. Everything else is checked.
modeller-test-fails = Test case “{ $name }” is not as expected
modeller-preset-fails = Preset “{ $name }” cannot be offered
modeller-impossible = These choices cannot be built.
modeller-possible = These choices can be built.
modeller-price-is = The cheapest costs { $price }.
modeller-open = { $what }: { $option } does not follow.

configure-presets = Begin with
configure-preset-from = from { $price }
configure-compare = Compare
configure-comparison = Configurations side by side
configure-compare-back = Back to choosing
configure-compare-add = Put another beside it
configure-compare-less = Take { $name } out
configure-compare-use = Go on with this
configure-compare-changed = Changed where it does not go together any more.
configure-now = As it is now

problem-choice-attribute = There is no choice “{ $name }” in this model.
problem-choice-form = { $detail }.
problem-choice-option = There is no option “{ $option }”.
problem-graph-bytes = What was kept of this model is damaged. Open it again.
problem-graph-limit = With this rule there are too many possible products to count them exactly.
problem-model-body = How it looks: { $detail }.
problem-model-condition = “{ $condition }” cannot be read: { $why }.
problem-model-csv = This table cannot be read: { $why }.
problem-model-form = This part cannot be read: { $why }.
problem-model-group = A group of this size cannot have so many.
problem-model-id = Something that can be chosen has no id.
problem-model-id-option = An option of “{ $attribute }” has no id, or the id *.
problem-model-json = This is no JSON from line { $line }, column { $column } on.
problem-model-large = The numbers of this rule are too large, or have too many digits.
problem-model-limit = A limit needs a sum and at least one bound.
problem-model-no-attributes = There is nothing to choose yet.
problem-model-no-options = “{ $attribute }” has no options.
problem-model-not-number = “{ $attribute }” is no number, so it has no size to compare.
problem-model-not-optional = “{ $attribute }” is always there. Compare it with an option.
problem-model-not-summable = “{ $attribute }” is neither a number nor a yes or no. Say which of its numbers to sum.
problem-model-price = The price { $price } is too large, or has more than { $digits } digits after the point.
problem-model-prices = The prices are so large that their sum could not be told.
problem-model-property = No option has a number called “{ $property }”.
problem-model-property-large = “{ $property }” of “{ $option }” is too large, or has too many digits.
problem-model-size = There are { $count } { $what ->
    [attributes] choices
    [options] options
    [rules] rules
   *[other] rows
  }; at most { $most } are possible.
problem-model-steps = “{ $attribute }” does not go from its least to its most in whole steps.
problem-model-table = A table needs columns, each another choice.
problem-model-table-row = Row { $row } has { $cells } cells for { $columns } columns.
problem-model-table-size = The cells of this table overlap so much that it cannot be worked with. Split its rows.
problem-model-term = Say what to sum: a choice, or a number that options have.
problem-model-twice = Two choices have the id “{ $attribute }”.
problem-model-twice-option = Two options of “{ $attribute }” have the id “{ $option }”.
problem-model-twice-rule = Two rules have the id “{ $rule }”.
problem-model-unknown-attribute = There is no choice “{ $name }”.
problem-model-unknown-option = “{ $attribute }” has no option “{ $option }”.
problem-model-unnamed = A rule needs an id and a sentence.
problem-sat-limit = The sum of this rule has too many different values. Use coarser numbers.
problem-uvl = This UVL file cannot be read from line { $line } on: { $why }.
