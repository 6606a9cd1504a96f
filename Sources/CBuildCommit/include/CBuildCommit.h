#ifndef C_BUILD_COMMIT_H
#define C_BUILD_COMMIT_H

// The commit that was built, as Package.swift was told by JIRA_MIRROR_COMMIT; empty where it was not.
//
// C, because Swift has no definition with a value: of a new commit one small file is compiled again.
extern const char *const jira_mirror_build_commit;

#endif
