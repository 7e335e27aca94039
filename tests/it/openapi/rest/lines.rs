//! Requests without a body, one in a line: method, address, and the accepted format unless it is HAL.
//!
//! `{pair}`, `{content}`, `{sha}` and `{environment}` stand for what is there.

/// Everything that can be read.
pub(super) const READING: &str = "
GET /
GET /livez
GET /readyz
GET /diagnostic/status/heartbeat
GET /diagnostic/status/dependencies
GET /metrics
GET /dashboard
GET /dashboard?size=1
GET /dashboard/provider/users/consumer/page
GET /integrations?page=1&size=1&q=us
GET /integrations text/vnd.graphviz
GET /integrations.dot
GET /network.svg */*
GET /network.svg?application=page&depth=all&direction=providers&status=success */*
GET /network.dot?label=web
GET /relationships
GET /relationships.csv
GET /groups/page
GET /groups/page.csv?maxPacticipants=2
GET /labels?page=1
GET /webhook-templates
GET /webhook-templates/github-commit-status
GET /pacticipants?pageNumber=1&pageSize=1&q=p
GET /pacticipants/label/web
GET /pacticipants/page application/json
GET /pacticipants/page/labels/web
GET /pacticipants/page/latest-version
GET /pacticipants/page/latest-version/dev
GET /pacticipants/page/versions?size=1&page=2
GET /pacticipants/page/versions/1
GET /pacticipants/page/versions/1/tags/dev
GET /pacticipants/page/tags/dev/versions
GET /pacticipants/page/branches
GET /pacticipants/page/branches/main
GET /pacticipants/page/branches/main/versions
GET /pacticipants/page/branches/main/latest-version
GET /pacticipants/page/branches/main/versions/1
GET /pacticipants/users/environments/{environment}/versions
GET /environments?name=prod
GET /environments/{environment}
GET /environments/{environment}/deployed-versions/currently-deployed?applicationInstance=blue
GET /environments/{environment}/released-versions/currently-supported?pacticipant=users
GET /pacts/latest
GET /pacts/provider/users
GET /pacts/provider/users/latest
GET /pacts/provider/users/latest/dev
GET /pacts/provider/users/tag/dev
GET /pacts/provider/users/branch
GET /pacts/provider/users/branch/latest
GET /pacts/provider/users/branch/main
GET /pacts/provider/users/branch/main/latest
GET /pacts/provider/users/provider-states
GET /pacts/provider/users/provider-states/branch/main
GET /pacts/provider/users/provider-states/environment/prod
GET /pacts/provider/users/provider-states/environment/{environment}
GET /pacts/provider/users/for-verification?provider_version_tags[]=dev&include_pending_status=true
GET /pact/provider/users/consumer/page/latest
GET {pair}/latest application/vnd.pactbrokerextended.v1+json
GET {pair}/latest/dev
GET {pair}/latest-untagged
GET {pair}/branch/main/latest
GET {pair}/versions
GET {pair}/tag/dev
GET {pair}/branch
GET {pair}/branch/versions
GET {pair}/branch/main
GET {pair}/branch/latest/versions
GET {pair}/branch/main/latest/versions
GET {pair}/version/2/previous-distinct
GET {pair}/version/1/diff/previous-distinct application/json
GET {pair}/version/2/diff/previous-distinct application/json
GET {pair}/version/1/diff/version/2 text/plain
GET {content}/diff/pact-version/{sha} application/json
GET {content} application/vnd.pactbrokerextended.v1+json
GET {content}/metadata/Y3ZuPTE
GET {content}/verification-results/1 application/vnd.pactbrokerextended.v1+json
GET {content}/verification-results/latest
GET {content}/verification-results/1/triggered-webhooks
GET {content}/metadata/Y3ZuPTE/verification-results/1
GET {pair}/latest/verification-results/latest application/json
GET {pair}/latest/dev/verification-results/latest
GET {pair}/version/1/verification-results/latest
GET /verification-results/consumer/page/version/1/latest application/vnd.pactbrokerextended.v1+json
GET /matrix?q[][pacticipant]=page&q[][latest]=true&q[][pacticipant]=users&latestby=cvpv&limit=5&success[]=true
GET /matrix?q[]pacticipant=page text/plain
GET /matrix/provider/users/consumer/page?latestby=cvp
GET /can-i-deploy?pacticipant=page&version=1&environment=prod&ignore[]=users
GET /can-i-deploy?pacticipant=page&version=1&to=dev&ignore[][pacticipant]=users&ignore[][version]=7 text/plain
GET /pacticipants/page/latest-version/dev/can-i-deploy/to/prod
GET /pacticipants/page/branches/main/latest-version/can-i-deploy/to-environment/prod
GET {pair}/latest/badge image/svg+xml
GET {pair}/latest/badge.svg */*
GET {pair}/latest/dev/badge image/svg+xml
GET {pair}/latest/dev/badge.svg */*
GET {pair}/latest-untagged/badge image/svg+xml
GET {pair}/latest-untagged/badge.svg */*
GET /matrix/provider/users/latest/dev/consumer/page/latest/dev/badge image/svg+xml
GET /matrix/provider/users/latest/dev/consumer/page/latest/dev/badge.svg */*
GET /pacticipants/page/latest-version/dev/can-i-deploy/to/prod/badge image/svg+xml
GET /pacticipants/page/latest-version/dev/can-i-deploy/to/prod/badge.svg */*
GET /pacticipants/page/branches/main/latest-version/can-i-deploy/to-environment/prod/badge image/svg+xml
GET /pacticipants/page/branches/main/latest-version/can-i-deploy/to-environment/prod/badge.svg */*
GET /pacticipants/page/main-branch/can-i-merge/badge image/svg+xml
GET /pacticipants/page/main-branch/can-i-merge/badge.svg */*
GET /pacticipants?limit=1&sort=-createdAt
GET /pacticipants/page/branches?limit=1&sort=name
GET /doc/pb:pacts text/html
GET /doc/pb:pacts text/plain
GET /dashboard text/plain
GET /test/error
POST /test/error
GET /openapi.yaml
GET /openapi.json
GET /docs
GET /docs/start.js
GET /docs/swagger-ui.css
GET /docs/favicon-32x32.png
HEAD /pacticipants
OPTIONS /pacticipants
";

/// What is refused, mostly in the form of a problem document; what clients of a Pact broker know is in the recordings.
pub(super) const REFUSED: &str = "
GET /network.svg?application=nobody application/problem+json
GET /network.dot?depth=0 application/problem+json
GET /pacticipants/nobody application/problem+json
GET /pacticipants?page=x application/problem+json
GET /pacticipants/a%0ab application/problem+json
GET /pacticipants image/png
GET /matrix application/problem+json
GET /can-i-deploy application/problem+json
GET /groups/page?maxPacticipants=x application/problem+json
GET /docs/nothing application/problem+json
GET /webhook-templates/nothing application/problem+json
GET /nothing/here application/problem+json
GET /pacts/provider//latest application/problem+json
DELETE /pacticipants application/problem+json
";

/// Deletes everything in the end.
pub(super) const DELETING: &str = "
DELETE /pacticipants/page/labels/web
DELETE /pacticipants/page/versions/1/tags/dev
DELETE /pacticipants/page/branches?exclude[]=other
DELETE /pacticipants/page/branches/main/versions/1
DELETE /pacticipants/page/branches/main
DELETE /pacticipants/page/versions/1
DELETE /integrations/provider/users/consumer/page
DELETE /pacticipants/page
DELETE /environments/{environment}
DELETE /integrations
";
