# Words of settings.

settings-parts = Settings
settings-profile = You and this device
settings-devices = Where you are signed in
settings-firm = Your firm
settings-people = People and teams
settings-pipelines = Pipelines and stages
settings-deleted = Deleted
settings-public = Public configurator
firm-why = Stands at the head of quotes. What was sent keeps the details that it had then.
firm-none = A manager enters the details of your firm here.
firm-begin = Enter more
firm-templates = Quote templates
firm-said = Kept the name of your firm
settings-me = You
settings-profile-by-admin = An admin changes your name, address, role and team.
settings-sign-in = Password
settings-look = Appearance on this device
settings-theme = Theme
settings-theme-auto = As the system
settings-theme-light = Light
settings-theme-dark = Dark
settings-density = Rows
settings-density-normal = Normal
settings-density-compact = Compact
settings-look-why = Remembered on this device only. A touch screen keeps rows roomy.

password-current = Present password
password-new = New password
password-hint = A few words are easy to remember and hard to guess.
password-change = Change password
password-offline = Passwords are kept by the server only. Connect to change one.
password-said-own = Your password is changed. Your other devices have to sign in again.
password-give = Give sign-in
password-give-to = Give { $name } a sign-in
password-give-why = The person signs in with the e-mail address of the record and this password, and can change it then. Devices signed in before are signed out.
password-said-given = { $name } can sign in now

people-alone = You are the only one here
people-alone-why = Add the people you work with, put them into teams, and give each a sign-in. People see what belongs to them and their team.
people-by-admin = Admins add people and change roles and teams.
people-no-team = Without a team
people-inactive = Inactive
people-led-by = led by { $name }
people-add-to = Add somebody to { $team }

pipelines-none = No pipeline yet
pipelines-none-why = A pipeline is the way you sell: the stages a deal goes through until it is won or lost.
pipelines-by-admin = Admins change pipelines and stages.
stages-order = Order
stages-up = Move { $name } up
stages-down = Move { $name } down
stages-delete = Delete { $name }
stages-said-moved = Moved { $name }

devices-words = A device that you sign out sends and receives nothing until you sign in on it again. What it has synced stays on it. If it is lost, change your password as well.
devices-this = This device
devices-what = { $browser } on { $system }
devices-unknown = Unknown device
devices-seen = Last seen
devices-seen-lately = Seen within the last hour
devices-since = Signed in
devices-from = , from { $address }
devices-one = Sign out
devices-others = Sign out all others
devices-said-one = Signed out { $name }
devices-said-others = Signed out all other devices
devices-offline = The server was not reached. It alone knows where you are signed in, so this needs a network.
devices-signed-out = Sign in again to see where you are signed in.

deleted-words = What was deleted is kept on the server and can come back. Whoever may change a record may restore it.
deleted-none = Nothing was deleted
deleted-none-why = Records that you or others delete stand here, and can be restored.
deleted-offline = The server was not reached. What was deleted is kept there, so it can be looked at and restored when there is a network.
deleted-signed-out = Sign in again to see what was deleted: the server keeps it.
deleted-restore = Restore
deleted-restored = Restored { $what } { $title }
deleted-parts = with { $n ->
    [one] one part
   *[other] { $n } parts
}
deleted-more = Show { $n } more

public-why = Anybody may configure these products without an account, and ask for a quote. A product joins them by its field “In the public configurator”, and shows the prices of the price book that is marked for it.
public-none = No product is public yet.
public-copy-snippet = Copy for another site
public-said-copied = Copied two lines for another site
public-embed-why = Another site shows a product by two lines in its page, once its address stands among the sites of your firm.
public-routes-why = A request becomes a lead with a deal and the draft of a quote. Routes say who gets it.
public-routes = Lead routes
