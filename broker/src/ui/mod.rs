//! Pages for people. Each is useful without scripts; the scripts of `web/static/` only spare reloading.
//!
//! A page is one file: a handler that asks a use-case, and what the template of the same name shows of the answer.

mod application;
mod applications;
mod badge;
mod can_i_deploy;
mod charts;
mod code;
mod contract;
mod deliveries;
mod difference;
mod environments;
mod form;
mod hal_browser;
mod integration;
mod integrations;
mod interaction;
mod matrix;
mod network;
mod result;
mod text;
mod verdict;
mod version;
mod visit;
mod webhook_form;
mod webhooks;
mod words;

use crate::http::RouteInfo;
use crate::http::assets;
use crate::http::endpoint::{Endpoint, form, page};

/// Every page.
pub(crate) fn pages() -> Vec<Endpoint> {
    let mut pages = vec![
        page("/", integrations::list),
        page("/ui/relationships", integrations::list),
        page("/dashboard", integrations::list),
        page("/dashboard/provider/{provider}/consumer/{consumer}", integration::show),
        page("/pacticipants", applications::list),
        page("/pacticipants/{pacticipant}", application::show),
        page("/pacticipants/{pacticipant}/versions/{version}", version::show),
        page("/hal-browser", hal_browser::show),
        page("/hal-browser/browser.html", hal_browser::show),
        page("/webhooks", webhooks::list),
        page("/webhooks/{uuid}", webhooks::show),
        form("/ui/webhooks/{uuid}/execute", webhooks::execute),
        page("/triggered-webhooks", deliveries::list),
        page("/triggered-webhooks/{uuid}", deliveries::show),
        form("/ui/triggered-webhooks/{uuid}/redeliver", webhooks::redeliver),
        page("/static/{file}", assets::file),
        page("/environments", environments::list),
        page("/environments/{uuid}", environments::show),
        page("/matrix", matrix::asked),
        page("/matrix/provider/{provider}/consumer/{consumer}", matrix::of_pair),
        page("/can-i-deploy", can_i_deploy::asked),
        page(
            "/pacticipants/{pacticipant}/latest-version/{tag}/can-i-deploy/to/{to}",
            can_i_deploy::of_tag,
        ),
        page(
            "/pacticipants/{pacticipant}/branches/{branch}/latest-version/can-i-deploy/to-environment/{environment}",
            can_i_deploy::of_branch,
        ),
        page("/network", network::show),
        page("/pacticipants/{pacticipant}/network", network::of_application),
    ];
    pages.extend([
        page("/charts", charts::of_all),
        page("/pacticipants/{pacticipant}/charts", charts::of_application),
    ]);
    pages.extend(contract::pages());
    pages.extend(result::pages());
    pages.extend(difference::pages());
    pages.extend(webhook_form::pages());
    pages
}

/// Every page, in order.
pub fn routes() -> Vec<RouteInfo> {
    crate::http::table(pages())
}

#[cfg(test)]
mod tests {
    #[test]
    fn scopes_change_nothing_about_who_answers() {
        crate::http::endpoint::tests::scopes_change_nothing(super::pages());
    }
}
