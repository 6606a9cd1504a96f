import JiraAPI

/// What a Jira administrator does once, as a text to paste into a ticket.
struct ApplicationLinkTicket {
    let site: JiraSite
    let consumerKey: String
    /// PEM.
    let publicKey: String
    let program: String

    /// The path of the application link wizard differs between versions; the four values at its end do not.
    var text: String {
        """
        Please register jira-mirror as an application that may read this Jira:
        \(site.baseURL)

        It needs an application link with incoming authentication (OAuth 1.0a, RSA-SHA1). It gets no rights
        by this: it reads what the account may see that consents later, and it never writes.

        1. Open Administration > Applications > Application links
           \(site.url("/plugins/servlet/applinks/listApplicationLinks"))
        2. Jira 8.22 and newer: "Create link", choose "Atlassian product" (not "External application", which
           is OAuth 2.0). Older versions: enter the URL below and press "Create new link".
              Application URL:     https://jira-mirror.invalid
           Jira warns that this URL does not answer. That is right, nothing is there: continue.
        3. On "Link applications" or "Review link" enter
              Application name:    jira-mirror
              Application type:    Generic Application
           and tick "Create incoming link". Leave everything about the outgoing side empty. Continue.
        4. For the incoming link enter (later: edit the link, "Incoming authentication"):
              Consumer key:        \(consumerKey)
              Consumer name:       jira-mirror
              Public key:          (the whole block)

        \(publicKey.trimmingSpaces())

           Leave the consumer callback URL empty and 2-legged OAuth off. Save.

        Then, on the machine of jira-mirror, somebody who can log in to Jira with the account whose view is to
        be mirrored (best: a service account that can only read) runs:
           \(program) authorize

        """
    }
}
