# Needs attention: what happened, both values, and the decision.

attention-none = Nothing needs your attention
attention-none-words = When two people enter different values, or the server refuses a change, both sides are kept here until somebody decides.
attention-badge-conflict = Two values
attention-badge-rejected = Refused
attention-badge-deleted = Deleted
attention-badge-blocked = Stopped
attention-blocked = { $n ->
    [0] Nothing new comes from the server
    [one] One change of this device does not get through
   *[other] { $n } changes of this device do not get through
}
attention-blocked-why = It is tried again by itself. If this stays, tell whoever runs the server. The sync state at the top opens a panel that saves what waits as a file.
attention-deleted = { $record } was deleted
attention-deleted-why = Whoever deleted it had not seen what another person wrote on it.
attention-deleted-value = Deleted
attention-deleted-wrote = What came before it, unseen
attention-deleted-wrote-field = { $field }, written before it, unseen
attention-deleted-untold = Something that belongs to it
attention-deleted-keep = Leave it deleted
attention-restored = Bringing it back
attention-conflict = { $field } of { $record }
attention-rejected = A change of { $record } was refused
attention-unreadable = What was entered is not kept in a form that can be shown here.
attention-untitled = a record
attention-stands = Stands now
attention-lost = Was set aside
attention-empty = (empty)
attention-hidden = You may not see this field any more, so somebody who may decides between its two values.
attention-somebody = Somebody
attention-you = { $name } (you)
attention-keep = Leave as it is
attention-replace = Use “{ $value }”
attention-replace-empty = Leave it empty
attention-retry = Try again
attention-discard = Discard
attention-operation = Change
attention-delete = Delete
attention-restore = Restore
attention-retried = Trying again
attention-said-stays-deleted = It stays deleted
attention-said-kept = The value stays
attention-said-replaced = The other value stands now
attention-said-discarded = Discarded
attention-record-gone = The record is not here any more, so the value cannot be put in. Leave it as it is to close the matter.
