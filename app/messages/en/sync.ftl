# The sync panel.

sync-panel-records = Records on this device
sync-panel-last = Last in touch with the server
sync-panel-never = Not since this page was opened
sync-panel-signed-out-waiting = { $n ->
    [one] One change waits on this device. Sign in again to send it.
   *[other] { $n } changes wait on this device. Sign in again to send them.
}
sync-panel-waiting = Changes that wait
sync-panel-oldest = The oldest of them
sync-panel-now = Sync now
sync-panel-save = Save waiting changes as a file

sync-verify = Verify replica
sync-verify-running = Comparing every record with the server’s…
sync-verify-equal = { $n ->
    [one] The one record on this device equals the server’s.
   *[other] All { $n } records on this device equal the server’s.
}
sync-verify-differs = Not as on the server, and fetched again now: { $entities }.
sync-verify-offline = The server cannot be reached, so nothing can be compared now. Try again when the network is back.
sync-verify-restless = Others are writing too often to compare now. Try again in a moment.

undone = Taken back
write-many-began = This is a lot, and takes a moment. You can go on working meanwhile.
write-many-stopped = Not all of it was done: { $why }
undo-changed-since = Nothing was taken back: it was changed again since
refused = This was not saved.

# Why sync does not work.

sync-trouble-outdated = This app is too old for the server. Reload it to update; your work is kept here.
sync-trouble-too-large = The server does not take so much at once. Your work is kept here; ask whoever runs the server.
sync-trouble-server-full = The server has no room left. Your work is kept here and sent later.
sync-trouble-refused = The server did not take this. Your work is kept here and sent later.
sync-trouble-damaged = A part of the data arrived damaged. It is fetched again.
sync-trouble-other-person = Another person is signed in here, and this device still holds the work of the one before. Sign out to begin anew.

# Why the device keeps nothing.

storage-full = This device has no room left. Free some space, then try again.
storage-refused = This browser keeps nothing here (private window?). Open Sextant in a normal window.
storage-emptied = The browser has emptied what was kept on this device. Load the page again.
storage-lost = The connection to the device’s storage was lost. Load the page again.
storage-outdated = A newer version of Sextant has been opened on this device. Reload this page; your work is kept.
storage-failed = The device’s storage failed: { $why }
