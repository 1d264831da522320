# Words of lists, pages and forms of any record.

record-counted = { $count } { $what }
record-no-name = No name
record-out-of-sight = Not visible to you
record-yes = Yes
record-no = No
record-none = None
record-empty = Empty
record-find = Find { $what }
record-edit-field = Edit { $field }
record-currency-of = Currency of { $field }

record-new = New { $what }
record-create = Create { $what }
record-more-fields = { $count } more fields

record-said-created = Created { $what } { $title }
record-said-changed = Changed { $field } of { $title }
record-said-cleared = Cleared { $field } of { $title }
record-said-changed-many = Changed { $field } of { $what }
record-said-deleted = Deleted { $what } { $title }
record-said-deleted-many = Deleted { $what }
record-said-deleted-some = Deleted { $what }. { $left } stay: you may delete only your own.
record-may-not-delete = You may delete only your own records. Ask a manager.
record-nothing-to-change = Nothing to change: the records have this value already, or are not yours to change.

address-street = Street
address-postal-code = Postal code
address-city = City
address-region = Region
address-country = Country
