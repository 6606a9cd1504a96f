#include "CBuildCommit.h"

const char *const jira_mirror_build_commit = JIRA_MIRROR_COMMIT;
