# The settings of the package: the database in the folder that belongs to its user.
/^ *\[ *database *\]/,/^ *\[/ s|^\( *path *= *\)"pistat\.db".*|\1"/var/lib/pistat/pistat.db"|
