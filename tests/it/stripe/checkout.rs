//! The page a fan pays on, plain as it may be: it takes the money, tells the club by signed webhooks, and sends the fan
//! back, as Stripe's own page does.

use std::sync::Mutex;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use stagedoor::base::Moment;

use super::{WEBHOOK_SECRET, World, endpoints, wire};

pub async fn show(session: web::Path<String>, world: web::Data<Mutex<World>>) -> HttpResponse {
    let session = session.into_inner();
    let mut world = world.lock().unwrap();
    let Some(found) = endpoints::session(&mut world, &session) else { return HttpResponse::NotFound().finish() };
    let amount = found["amount_total"].as_i64().unwrap();
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(format!(
        "<!doctype html><html lang=en><link rel=icon href=\"data:,\"><title>Checkout</title><main><h1>Pay {amount}</h1>\
         <form method=post><button id=pay>Pay</button></form></main>"
    ))
}

pub async fn pay(session: web::Path<String>, world: web::Data<Mutex<World>>) -> HttpResponse {
    let session = session.into_inner();
    let (events, hook, back) = {
        let mut world = world.lock().unwrap();
        let events = endpoints::pay(&mut world, &session);
        let back = endpoints::session(&mut world, &session).unwrap()["success_url"].as_str().unwrap().to_owned();
        (events, world.hook.clone(), back)
    };
    // Told from a thread of their own: the club asks back before it answers the fan.
    if let Some(hook) = hook {
        std::thread::spawn(move || {
            for event in events {
                let body = event.to_string().into_bytes();
                let signature = wire::sign(&body, WEBHOOK_SECRET, Moment::now().unix());
                post(&hook, &signature, &body);
            }
        });
    }
    HttpResponse::SeeOther().insert_header((header::LOCATION, back)).finish()
}

fn post(hook: &str, signature: &str, body: &[u8]) {
    use std::io::{Read, Write};
    let url = url::Url::parse(hook).unwrap();
    let port = url.port().unwrap();
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: {}:{port}\r\nStripe-Signature: {signature}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        url.path(),
        url.host_str().unwrap(),
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "the club refused a webhook: {answer}");
}
