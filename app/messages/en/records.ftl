# Words of lists, pages and forms of any record.

record-counted = { $count } { $what }
record-no-name = No name
record-out-of-sight = Deleted, or not visible to you
record-yes = Yes
record-no = No
record-none = None
record-empty = Empty
record-find = Find { $what }
record-edit-field = Edit { $field }
record-currency-of = Currency of { $field }

record-picture-choose = Choose a { $what }
record-picture-remove = Remove the { $what }
record-picture-away = Not on this device yet

record-new = New { $what }
record-create = Create { $what }
record-more-fields = { $count } more fields

record-said-created = Created { $what } { $title }
record-said-changed = Changed { $field } of { $title }
record-said-cleared = Cleared { $field } of { $title }
record-said-changed-many = Changed { $field } of { $what }
record-said-deleted = Deleted { $what } { $title }
record-said-deleted-from = Deleted { $what } { $title }. It is missing now in { $hanging }.
record-said-deleted-many = Deleted { $what }
record-said-deleted-some = Deleted { $what }. { $left } stay: you may delete only your own.
record-may-not-delete = You may delete only your own records. Ask a manager.
record-nothing-to-change = Nothing to change: the records have this value already, or are not yours to change.

address-street = Street
address-postal-code = Postal code
address-city = City
address-region = Region
address-country = Country

record-anything = record
record-gone = This { $what } is not here
record-gone-why = It may have been deleted (Settings, Deleted, brings it back), or its team or owner has changed so that you may not see it any more. Ask whoever sent you here, or look in the list.
record-back-to = Go to { $what }
record-belongs-to = Belongs to
record-fields = Fields
record-timeline = Timeline
record-more = { $count } more
record-total = Total
record-open-as-list = Open as list
record-linked-none = No { $what } yet
record-linked-by = { $what } ({ $field })
record-linked-account-parent = Subsidiaries
record-linked-opportunity-account = Deals
record-linked-opportunity-contacts = Deals
record-linked-opportunity-product = Deals
record-linked-contact-account = People
record-linked-activity-contacts = Activities
record-linked-team-parent = Teams below
record-linked-user-team = Members
record-linked-stage-pipeline = Stages
record-linked-quote-previous = Later versions

record-make = New
record-actions = More actions
record-copy-link = Copy link
record-link-copied = The link is on the clipboard
record-link-not-copied = The browser did not let the link onto the clipboard. Copy the address from the address bar.
record-delete = Delete
record-call = Call { $number }
record-mail = Write to { $email }
record-changed-by = Changed by { $who }
record-made-by = Created by { $who }
record-someone = somebody
record-server = the server

record-next-step = Next step
record-next-none = Nothing is planned.
record-next-add = Plan a task
record-accepted = Accepted
record-next-accepted = Quote { $number } was accepted
record-next-win = Mark as won

fact-open-deals = Open deals
fact-won-deals = Won
fact-last-touch = Last touch
fact-no-touch = No call, visit or e-mail
fact-deals = { $count ->
    [one] 1 deal
   *[other] { $count } deals
}

timeline-planned = Planned
timeline-empty-why = No notes, calls, e-mails or tasks yet. So far only this has happened:
timeline-older = Show { $count } older
timeline-open-note = Open
timeline-made = Created { $what } { $title }
timeline-made-here = Created this { $what }
timeline-set-here = { $field } is now { $value }
timeline-set = { $field } of { $title } is now { $value }

composer = Write something down
composer-what = What it is
composer-note = Note
composer-call = Call
composer-meeting = Meeting
composer-visit = Visit
composer-task = Task
composer-note-hint = What should be remembered?
composer-call-hint = What was it about? The first line becomes the subject.
composer-meeting-hint = What was it about? The first line becomes the subject.
composer-visit-hint = What was it about? The first line becomes the subject.
composer-task-hint = What is to be done?
composer-save-note = Save note
composer-save-call = Log call
composer-save-meeting = Log meeting
composer-save-visit = Log visit
composer-save-task = Add task
composer-said-note = Note saved
composer-said-call = Call logged
composer-said-meeting = Meeting logged
composer-said-visit = Visit logged
composer-said-task = Task added
composer-no-outcome = What came of it?
composer-with = { $what }: { $name }

day-today = Today
day-tomorrow = Tomorrow
day-next-week = In a week

list-count-of = { $shown } of { $all }
list-tools = List tools
list-find = Find in this list
list-find-key = Find in this list
list-filter = Filter
list-filter-key = Add a filter
list-filters = Filters
list-clear-filters = Clear all
list-show-all = Show all
list-columns = Columns
list-columns-usual = Usual columns
list-more = More for this list
list-import = Import
list-export = Export as CSV
list-exported = Saved { $what } as { $file }
list-nothing-found = No { $what } match
list-nothing-found-why = Nothing fits all of the filters at once. Take one away, or show all.
list-empty-why = What you and your team create or import stands here.

filter-field = Field
filter-operator = Condition
filter-value = Value
filter-from = From
filter-to = To
filter-date = Date
filter-by-date = A date…
filter-choose = Choose…
filter-apply = Apply filter
filter-chip = { $field } { $operator } { $value }
filter-without = not ({ $what })
filter-and = { " and " }
filter-or = { " or " }
filter-is = is
filter-not = is not
filter-in = is
filter-not-in = is not
filter-contains = contains
filter-not-contains = does not contain
filter-starts = starts with
filter-empty = is empty
filter-not-empty = is filled
filter-gt = is more than
filter-gte = is at least
filter-lt = is less than
filter-lte = is at most
filter-between = is between

system-id = Record id
system-created = Created
system-updated = Changed
system-created-by = Created by
system-updated-by = Changed by

when-me = me
when-today = today
when-yesterday = yesterday
when-tomorrow = tomorrow
when-this-week = this week
when-last-week = last week
when-next-week = next week
when-this-month = this month
when-last-month = last month
when-next-month = next month
when-this-quarter = this quarter
when-last-quarter = last quarter
when-next-quarter = next quarter
when-this-year = this year
when-last-year = last year
when-next-year = next year

views-all = All { $what }
views-save = Save this view
views-save-button = Save view
views-name = Name
views-shared = Everybody may use it
views-delete = Delete this view
views-said-saved = Saved view { $name }

bulk-selected = { $count } selected
bulk-set = Set a field
bulk-assign = Assign owner
bulk-none = Select none
bulk-apply = Change { $what }
bulk-empty-clears = An empty value clears the field.
