//! The least that the same framework does for an answer of the same size: no token, no database,
//! no validation.

use actix_web::web::{Bytes, Path};
use actix_web::{App, HttpResponse, HttpServer, get, post};

fn text(length: usize) -> Bytes {
    Bytes::from(vec![b'x'; length])
}

#[get("/bytes/{length}")]
async fn bytes(length: Path<usize>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(text(*length))
}

#[post("/bytes/{length}")]
async fn create(length: Path<usize>, body: Bytes) -> HttpResponse {
    let _ = body.len();
    HttpResponse::Created().content_type("application/json").body(text(*length))
}

#[get("/stream/{length}")]
async fn stream(length: Path<usize>) -> HttpResponse {
    let chunk = text(64 * 1024);
    let chunks = (0..*length).step_by(chunk.len()).map(move |_| Ok::<_, std::io::Error>(chunk.clone()));
    HttpResponse::Ok().content_type("application/json").streaming(futures_util::stream::iter(chunks))
}

/// Answers until standard input closes, which it does when the benchmark ends, however it ends.
pub fn serve() -> Result<(), String> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").map_err(|e| e.to_string())?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    std::thread::spawn(|| {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        std::process::exit(0);
    });
    actix_web::rt::System::new().block_on(async {
        let server = HttpServer::new(|| App::new().service(bytes).service(create).service(stream)).listen(listener);
        println!("The bare handler listens on http://{address}");
        server.map_err(|e| e.to_string())?.run().await.map_err(|e| e.to_string())
    })
}
