-- title: Users
-- description: People: the user directory, and whoever issues name.
-- noun: users
-- parameter: active choice(all|yes|no) = all : whether the user can log in
-- column: key text Key
-- column: username text Name
-- column: display_name text Full name
-- column: email text E-mail
-- column: active boolean Active
-- column: deleted boolean Deleted
-- column: time_zone text Time zone
-- rule: One row a user that the directory lists or that an issue names; e-mail is empty where the site hides it.
SELECT key, username, display_name, email, active, deleted, time_zone FROM users
WHERE :active = 'all' OR active = (:active = 'yes')
ORDER BY key
