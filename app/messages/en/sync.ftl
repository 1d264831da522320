# The sync panel.

sync-panel-records = Records on this device
sync-panel-last = Last in touch with the server
sync-panel-never = Not since this page was opened
sync-panel-waiting = Waiting since
sync-panel-now = Sync now
sync-panel-save = Save waiting changes as a file

undone = Taken back
refused = This was not saved.
