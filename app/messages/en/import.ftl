# The import wizard.

import-title = Import
import-steps = Steps
import-step-file = File
import-step-columns = Columns
import-step-check = Check
import-step-done = Done
import-may-not = Importing is not part of your role
import-may-not-why = You can read everything that is shared with you, and enter nothing. An owner or admin can give you another role.
import-may-not-who = See who they are
import-choose = Choose a file, or drop it here
import-choose-words = Comma-separated values (CSV) from a spreadsheet or another CRM. Nothing leaves this device before you say so.
import-hint-order = Start with accounts, then people and products, then deals: later files find the names of earlier ones.
import-hint-again = Importing the same file again changes nothing; a newer version of it updates what has changed.
import-hint-others = Exports of Salesforce, HubSpot, Pipedrive, Google and Outlook are recognised by their columns.
import-checking = Checking rows
import-writing = Writing
import-entity = What each row is
import-file-facts = { $name } · { $rows ->
    [one] one row
   *[other] { $rows } rows
}
import-encoding = Encoding
import-delimiter = Separated by
import-comma = Comma
import-semicolon = Semicolon
import-tab = Tab
import-bar = Bar
import-damaged = { $n ->
    [one] One character
   *[other] { $n } characters
} cannot be read as { $encoding }, shown as �. Rows with such a character are not imported. Choose another encoding, or import the others and mend these.
import-not-in-encoding = This file cannot be read as { $encoding }. Choose another encoding.
import-encoding-open = Some of this file is written in one encoding and some in another, as this line may show. Which is it?
import-sample = Does this line look right?
import-decide = Please decide
import-note = Please check
import-doubt-date = “{ $column }” holds dates like { $example }. What comes first?
import-doubt-number = “{ $column }” holds numbers like { $example }. What separates the decimals?
import-doubt-currency = “{ $column }” names no currency. Amounts without one are in:
import-doubt-unit = “{ $column }” seems to be in units of { $factor }: { $example } would be multiplied.
import-doubt-misfit = “{ $column }” holds values like “{ $example }”, which cannot go into { $target }. Keep it, and the rows with such values are given back to be mended; or leave it out, or choose below where else it goes.
import-doubt-unknown = “{ $column }” is not known here.
import-as-written = Take as written
import-order-ymd = Year, month, day
import-order-dmy = Day, month, year
import-order-mdy = Month, day, year
import-number-point = A point: 1,234.56
import-number-comma = A comma: 1.234,56
import-columns = Columns
import-column = Column
import-examples = Examples
import-target = Goes to
import-target-of = Where “{ $column }” goes
import-part = { $field }: { $part }
import-leave-out = Leave out
import-keep = Keep the column, give the bad rows back
import-undecided = Not decided yet
import-open = { $n ->
    [one] One question above is still open.
   *[other] { $n } questions above are still open.
}
import-other-file = Choose another file
import-check = Check the rows
import-check-again = Check again
import-created = to create
import-updated = to update
import-skipped = unchanged
import-waiting = wait for your answer
import-failed = with problems
import-linked = linked records to create
import-nothing-new = Every row of this file is here already: there is nothing to import.
import-first = { $n ->
    [one] One name in this file belongs
   *[other] { $n } names in this file belong
} to none of the { $what } here. If you have a file of { $what }, import it first: this one finds them then.
import-questions = Please confirm
import-more-questions = { $n } more questions come after these.
import-question = “{ $value }” in “{ $column }” ({ $rows ->
    [one] one row
   *[other] { $rows } rows
}): no { $what } has exactly this name.
import-answer-use = It is { $title }
import-answer-create = Create a new { $what }
import-answer-created = A new one
import-answer-empty = Leave it empty
import-answer-left = Left empty
import-failures = Rows with problems
import-row = Row { $n }: { $reason }
import-save-errors = Save these rows as a file
import-back = Back to the columns
import-go = { $n ->
    [one] Import one record
   *[other] Import { $n } records
}
import-done = Imported
import-ended-early = The import ended early
import-done-created = { $n } created
import-done-updated = { $n } updated
import-done-skipped = { $n } unchanged
import-done-failed = { $n } with problems
import-done-linked = { $n ->
    [one] one linked record created
   *[other] { $n } linked records created
  }
import-done-nothing = Nothing had to change.
import-undo = Undo the import
import-another = Import another file
import-see = See them
import-taken-back = The import was undone
import-taken-back-words = { $kept ->
    [0] Everything is as it was before.
    [one] One field was changed since and keeps its new value.
   *[other] { $kept } fields were changed since and keep their new values.
}
import-earlier = Earlier imports
import-earlier-words = Those of this device. The person who runs the server can take any import back with “sextant import --list” and “--undo”.
import-earlier-counts = { $what }: { $created } created, { $updated } updated
import-undo-of = of { $file }
import-undone = Undone
import-undo-ask = Undo the import of { $file }?
import-undo-words = { $deleted ->
    [0] Nothing is deleted
    [one] One record is deleted
   *[other] { $deleted } records are deleted
}, { $changed ->
    [0] none is changed back
    [one] one is changed back
   *[other] { $changed } are changed back
}. { $edited ->
    [0] { "" }
    [one] One of them was changed since and goes all the same.
   *[other] { $edited } of them were changed since and go all the same.
} { $kept ->
    [0] { "" }
    [one] One field was changed since and keeps its new value.
   *[other] { $kept } fields were changed since and keep their new values.
}
import-sample-created = { $n ->
    [one] One row to create
   *[other] { $n } rows to create
}
import-sample-updated = { $n ->
    [one] One row to update
   *[other] { $n } rows to update
}
import-sample-linked = { $n ->
    [one] One linked record to create
   *[other] { $n } linked records to create
}
import-sample-more = Show { $n } more
import-sample-row = Row
import-sample-table = New records
import-sample-of = Row { $n }
