//! Runs an HTTP server on a free port until it is dropped.

use std::sync::mpsc::channel;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::web::ServiceConfig;
use actix_web::{App, HttpServer};

/// A running server.
pub struct Server {
    handle: ServerHandle,
    pub url: String,
}

impl Server {
    /// Starts a server with the routes that `configure` adds.
    pub fn start(configure: impl Fn(&mut ServiceConfig) + Clone + Send + 'static) -> Self {
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let app = move || App::new().configure(configure.clone());
                let server = HttpServer::new(app)
                    .workers(1)
                    .disable_signals()
                    .bind(("127.0.0.1", 0))
                    .unwrap();
                let port = server.addrs()[0].port();
                let server = server.run();
                sender.send((port, server.handle())).unwrap();
                server.await.unwrap();
            });
        });
        let (port, handle) = receiver.recv_timeout(Duration::from_secs(20)).unwrap();
        Self {
            handle,
            url: format!("http://127.0.0.1:{port}"),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The order to stop goes out when the future is made; nobody waits for the last connections of a test.
        drop(self.handle.stop(false));
    }
}
