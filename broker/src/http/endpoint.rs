//! One line of the route table: a method, a path, and a handler that names the right it needs.

use std::collections::BTreeMap;

use actix_web::http::Method;
use actix_web::http::header::ACCEPT;
use actix_web::middleware::Compress;
use actix_web::web::ServiceConfig;
use actix_web::{FromRequest, Handler, HttpResponse, Responder, Route, guard, web};

use super::access::{Caller, Needs, Right};
use super::media::{HAL, Media, Offers, PAGE, would_rather_read};

/// A method on a path.
pub(crate) struct Endpoint {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) right: Right,
    offers: Offers,
    /// Made anew for each address of the endpoint.
    route: Box<dyn Fn() -> Route>,
}

/// Arguments of a handler that begin with a [`Caller`]: a handler without one does not fit into the table.
pub(crate) trait Guarded {
    /// The right that the handler needs.
    const RIGHT: Right;
}

impl<R: Needs> Guarded for (Caller<R>,) {
    const RIGHT: Right = R::RIGHT;
}
impl<R: Needs, A> Guarded for (Caller<R>, A) {
    const RIGHT: Right = R::RIGHT;
}
impl<R: Needs, A, B> Guarded for (Caller<R>, A, B) {
    const RIGHT: Right = R::RIGHT;
}
impl<R: Needs, A, B, C> Guarded for (Caller<R>, A, B, C) {
    const RIGHT: Right = R::RIGHT;
}

fn endpoint<H, A>(method: Method, path: &'static str, handler: H) -> Endpoint
where
    H: Handler<A>,
    H::Output: Responder + 'static,
    A: FromRequest + Guarded + 'static,
{
    let of_method = method.clone();
    let route = move || match of_method {
        // HEAD answers as GET; the connection leaves the body out.
        Method::GET => web::route().guard(guard::Any(guard::Get()).or(guard::Head())),
        ref method => web::method(method.clone()),
    };
    Endpoint {
        route: Box::new(move || route().to(handler.clone())),
        method,
        path,
        right: A::RIGHT,
        offers: HAL,
    }
}

macro_rules! verbs {
    ($($(#[$doc:meta])* $name:ident: $method:ident offering $offers:ident;)*) => { $(
        $(#[$doc])*
        pub(crate) fn $name<H, A>(path: &'static str, handler: H) -> Endpoint
        where
            H: Handler<A>,
            H::Output: Responder + 'static,
            A: FromRequest + Guarded + 'static,
        {
            endpoint(Method::$method, path, handler).offering($offers)
        }
    )* };
}
verbs! {
    /// A document.
    get: GET offering HAL;
    /// A document that is put in the place of another.
    put: PUT offering HAL;
    /// A change, or a question that is too long for an address.
    post: POST offering HAL;
    /// A change of a part.
    patch: PATCH offering HAL;
    /// A deletion.
    delete: DELETE offering HAL;
    /// A page for people. Where the API has something on the same path, only who would rather read a page gets it.
    page: GET offering PAGE;
    /// What a form of a page is sent to.
    form: POST offering PAGE;
}

impl Endpoint {
    fn is_page(&self) -> bool {
        self.offers.0 == PAGE.0
    }

    /// Says what the path offers, where that is not the usual HAL.
    pub(crate) fn offering(self, offers: Offers) -> Self {
        Self { offers, ..self }
    }

    /// Is it a document at an address that ends in a word of ours, and not in somebody's name?
    fn takes_suffix(&self) -> bool {
        let ends_in_word = self.path.len() > 1 && !self.path.ends_with('}');
        self.method == Method::GET && self.offers.0.contains(&Media::Hal) && ends_in_word
    }
}

/// Mounts one resource for the endpoints of each path.
///
/// A request is compared with one pattern after the other, and each worker keeps an automaton for every pattern. So those
/// that begin alike are put into a scope: only they are tried, and what they share is kept once. What answers is what would
/// without scopes: the first in the order of the table that fits.
///
/// Another method answers 405, OPTIONS says which there are; both without asking who is calling, as they tell nothing
/// but what is documented.
pub(crate) fn mount(config: &mut ServiceConfig, endpoints: &[Endpoint]) {
    for (beginning, resources) in scopes(mounted(endpoints)) {
        let rest = |one: &Mounted<'_>| resource(&one.path[beginning.len()..], one);
        if beginning.is_empty() {
            for one in &resources {
                config.service(rest(one));
            }
            continue;
        }
        let scope = web::scope(&beginning);
        config.service(resources.iter().fold(scope, |scope, one| scope.service(rest(one))));
    }
}

/// Resources by what their paths begin with; without parameters first, as they are compared at once.
fn scopes(resources: Vec<Mounted<'_>>) -> Vec<(String, Vec<Mounted<'_>>)> {
    let mut scopes: BTreeMap<String, Vec<Mounted<'_>>> = BTreeMap::new();
    for one in resources {
        scopes.entry(beginning(&one.path).to_owned()).or_default().push(one);
    }
    for (beginning, resources) in &mut scopes {
        let has_parameter = |one: &Mounted<'_>| one.path[beginning.len()..].contains('{');
        resources.sort_by_key(|one| (one.is_document, has_parameter(one)));
    }
    // Backwards, because a scope that begins another one would take its requests.
    scopes.into_iter().rev().collect()
}

/// What most addresses of contracts and results begin with.
const PAIR: &str = "/pacts/provider/{provider}/consumer/{consumer}";

/// What a path shares with others: a pair, or its first word; nothing if it is the root.
fn beginning(path: &str) -> &str {
    if path == "/" {
        return "";
    }
    if path
        .strip_prefix(PAIR)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    {
        return PAIR;
    }
    let end = path[1..].find('/').map_or(path.len(), |end| end + 1);
    &path[..end]
}

/// What answers at a path.
struct Mounted<'a> {
    path: String,
    endpoints: Vec<&'a Endpoint>,
    offers: Offers,
    /// Is it a document at an address with a suffix? These come last: a name that ends like one is a name first.
    is_document: bool,
}

/// A resource for each path, in the order of the table, and after all of them those with a suffix.
fn mounted(endpoints: &[Endpoint]) -> Vec<Mounted<'_>> {
    let mut paths: Vec<(&'static str, Vec<&Endpoint>)> = Vec::new();
    for endpoint in endpoints {
        match paths.iter_mut().find(|(path, _)| *path == endpoint.path) {
            Some((_, same)) => same.push(endpoint),
            None => paths.push((endpoint.path, vec![endpoint])),
        }
    }
    let documents: Vec<Mounted<'_>> = paths
        .iter()
        .flat_map(|(_, endpoints)| endpoints)
        .filter(|endpoint| endpoint.takes_suffix())
        .map(|endpoint| Mounted {
            path: format!("{}.json", endpoint.path),
            endpoints: vec![*endpoint],
            offers: DOCUMENT,
            is_document: true,
        })
        .collect();
    let plain = paths.into_iter().map(|(path, endpoints)| Mounted {
        path: path.to_owned(),
        offers: offers(&endpoints),
        endpoints,
        is_document: false,
    });
    plain.chain(documents).collect()
}

/// What an address that ends in `.json` offers, whatever is accepted: browsers have no other way to ask.
const DOCUMENT: Offers = Offers(&[Media::Hal]);

/// What a path offers: that of the API, if it is one of its paths, too.
fn offers(endpoints: &[&Endpoint]) -> Offers {
    let of_api = || {
        endpoints
            .iter()
            .filter(|endpoint| !endpoint.is_page())
            .map(|endpoint| endpoint.offers)
    };
    let special = of_api().find(|offers| offers.0 != HAL.0);
    special.or_else(|| of_api().next()).unwrap_or(PAGE)
}

fn resource(path: &str, mounted: &Mounted<'_>) -> actix_web::Resource {
    let (endpoints, offers) = (&mounted.endpoints, mounted.offers);
    let mut methods: Vec<&str> = Vec::new();
    for endpoint in endpoints {
        let method = endpoint.method.as_str();
        if !methods.contains(&method) {
            methods.push(method);
        }
    }
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.push("OPTIONS");
    let allowed = methods.join(", ");
    let mut resource = web::resource(path).app_data(offers);
    let (pages, api): (Vec<&Endpoint>, Vec<&Endpoint>) = endpoints.iter().partition(|endpoint| endpoint.is_page());
    for page in pages {
        let rivals = api.iter().any(|endpoint| endpoint.method == page.method);
        let chosen = guard::fn_guard(move |request| {
            let accept = request.head().headers().get(ACCEPT);
            !rivals || would_rather_read(accept.and_then(|value| value.to_str().ok()), offers)
        });
        resource = resource.route((page.route)().guard(chosen).wrap(Compress::default()));
    }
    for endpoint in api {
        resource = resource.route((endpoint.route)());
    }
    let options = allowed.clone();
    resource
        .route(web::method(Method::OPTIONS).to(move || {
            let options = options.clone();
            async move {
                HttpResponse::Ok()
                    .insert_header(("Access-Control-Allow-Methods", options))
                    .finish()
            }
        }))
        .default_service(web::to(move || {
            let allowed = allowed.clone();
            async move {
                HttpResponse::MethodNotAllowed()
                    .insert_header(("Allow", allowed))
                    .finish()
            }
        }))
}

#[cfg(test)]
pub(crate) mod tests {
    use actix_web::dev::ResourceDef;

    use super::*;

    /// Addresses that fit a path, with words of the table where it has parameters.
    fn addresses(path: &str, words: &[Vec<&str>]) -> Vec<String> {
        let segments: Vec<&str> = path.split('/').collect();
        let filled = |chosen: usize, word: &str| {
            let segment = |(place, segment): (usize, &&str)| match segment.starts_with('{') {
                true if place == chosen => word.to_owned(),
                true => "x".to_owned(),
                false => (*segment).to_owned(),
            };
            segments.iter().enumerate().map(segment).collect::<Vec<_>>().join("/")
        };
        let parameters = (0..segments.len()).filter(|place| segments[*place].starts_with('{'));
        let mut all = vec![filled(usize::MAX, "")];
        for place in parameters {
            for word in words.get(place).into_iter().flatten() {
                all.push(filled(place, word));
            }
        }
        all
    }

    /// Fails where another resource answers than would without scopes; pages belong to a later layer, which calls this.
    pub(crate) fn scopes_change_nothing(pages: Vec<Endpoint>) {
        let mut endpoints = crate::http::routes::endpoints();
        endpoints.extend(pages);
        let flat: Vec<(ResourceDef, String)> = mounted(&endpoints)
            .into_iter()
            .map(|one| (ResourceDef::new(one.path.as_str()), one.path))
            .collect();
        type Scope = (ResourceDef, Vec<(ResourceDef, String)>);
        let inside = |(beginning, resources): (String, Vec<Mounted<'_>>)| -> Scope {
            let rest = |one: Mounted<'_>| (ResourceDef::new(&one.path[beginning.len()..]), one.path);
            let rests = resources.into_iter().map(rest).collect();
            (ResourceDef::prefix(beginning), rests)
        };
        let scopes: Vec<Scope> = scopes(mounted(&endpoints)).into_iter().map(inside).collect();
        let mut words: Vec<Vec<&str>> = Vec::new();
        for (_, path) in &flat {
            for (place, word) in path.split('/').enumerate().filter(|(_, word)| !word.starts_with('{')) {
                words.resize(words.len().max(place + 1), Vec::new());
                if !words[place].contains(&word) {
                    words[place].push(word);
                }
            }
        }
        let first = |patterns: &[(ResourceDef, String)], address: &str| {
            let found = patterns.iter().find(|(pattern, _)| pattern.is_match(address));
            found.map(|(_, path)| path.clone())
        };
        for (_, path) in &flat {
            for address in addresses(path, &words) {
                let taken = scopes
                    .iter()
                    .find_map(|(scope, rests)| Some((scope.find_match(&address)?, rests)));
                let scoped = taken.and_then(|(length, rests)| first(rests, &address[length..]));
                assert_eq!(scoped, first(&flat, &address), "{address}");
            }
        }
    }
}
