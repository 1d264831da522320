# Words of the frame around every page.

shell-title = { $page } · Sextant
shell-skip = Skip to content
shell-main = Main
shell-more = More
shell-fold = Fold the rail

nav-pipeline = Pipeline
nav-accounts = Accounts
nav-contacts = Contacts
nav-leads = Leads
nav-activities = Activities
nav-tasks = Tasks
nav-quotes = Quotes
nav-orders = Orders
nav-knowledge = Knowledge
nav-products = Products
nav-import = Import
nav-attention = Needs attention
nav-settings = Settings

sync-name = Sync
sync-synced = Synced
sync-pending = Pending { $n }
sync-offline = Offline
sync-offline-pending = Offline · { $n } waiting
sync-signed-out = Offline · signed out
sync-signed-out-pending = Pending { $n } · signed out
sync-attention = Needs attention { $n }
sync-attention-pending = Needs attention { $n } · { $waiting } waiting
sync-panel = Sync
sync-panel-synced = Everything on this device is on the server.
sync-panel-pending = { $n ->
    [one] One change is on its way to the server.
   *[other] { $n } changes are on their way to the server.
}
sync-panel-offline = You are working on this device. Changes are kept here and sent when the network is back.
sync-panel-signed-out = Nothing waits on this device. Sign in again to hear from the server.
sync-panel-attention = { $n ->
    [one] One change needs your decision.
   *[other] { $n } changes need your decision.
}
sync-panel-solve = Go to Needs attention

person-menu = You and this device
person-theme-auto = Theme: as the system
person-theme-light = Theme: light
person-theme-dark = Theme: dark
person-density-normal = Rows: normal
person-density-compact = Rows: compact
person-install = Install Sextant
person-sign-out = Sign out

keys-title = Keyboard shortcuts
keys-everywhere = Everywhere
keys-lists = In lists
keys-boards = On boards
keys-palette = Search or jump to anything
keys-help = Show these shortcuts
keys-go = Go to { $page }
keys-undo = Take back the last change
keys-rail = Fold or unfold the rail
keys-down = Next
keys-up = Previous
keys-open = Open
keys-edit = Edit
keys-select = Select
keys-select-all = Select all
keys-ends = First, last
keys-along = Next, previous card
keys-across = Stage before, after
keys-lift = Pick up, drop
keys-carry = Choose where to drop
keys-let-go = Let go, close

update-ready = A new version of Sextant is ready.
update-reload = Reload
update-later = Later
update-unsaved-title = You have started something
update-unsaved = Reloading now would lose what you have typed and not saved. Your saved changes are safe.
update-unsaved-stay = Finish first
update-unsaved-go = Reload anyway

error-title = Something went wrong
error-sentence = This page could not be shown. Your data is safe on this device.
error-reload = Reload
chunk-missing-title = This part of Sextant is not on this device yet
chunk-missing-sentence = It is fetched once and then works without a network. Connect, then try again.
chunk-missing-again = Try again
not-found-title = There is nothing here
not-found-sentence = The address may be mistyped, or what stood here has been deleted or is no longer yours to see.
not-found-home = Go to the pipeline

palette-pages = Go to
palette-commands = Commands
person-menu-of = { $name } and this device
session-ended = Your session has ended. You can go on working; changes are sent once you have signed in.
session-sign-in = Sign in
sign-out-title = Some changes are only on this device
sign-out-unsent = { $n ->
    [one] One change has not reached the server. Signing out takes all data off this device, and with it this change.
   *[other] { $n } changes have not reached the server. Signing out takes all data off this device, and with it these changes.
}
sign-out-anyway = Sign out and lose them
sign-out-stay = Stay signed in
