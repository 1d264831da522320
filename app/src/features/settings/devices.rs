//! Where the person is signed in, and signing out from afar. Sessions are the server's, so this needs the network.

use super::{Reasons, agent::device_words, is_offline, refusal_words};
use crate::{
    i18n::{t, t_with},
    record::instant_text,
    replica::{get_json, send},
    services::{ReplicaHandle, now, use_replica},
    ui::{Badge, Button, Glyph, Icon, Tone, When},
};
use gloo_net::http::Method;
use leptos::{prelude::*, task::spawn_local};
use shared::{
    Id,
    record::Millis,
    sync::{Device, Devices as Known},
};

const REASONS: Reasons = ["devices-offline", "devices-signed-out"];

/// Where the server lists the person's devices, and signs them out.
const PATH: &str = "/api/session/devices";
/// The server notes a device's sign of life once in an hour, so within it nobody can say more.
const NOTED_EVERY: Millis = 60 * 60 * 1000;

/// Which devices are signed out.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Whom {
    One(Id),
    Others,
}

/// What is known, as handles.
#[derive(Clone, Copy)]
struct Desk {
    replica: ReplicaHandle,
    /// This device first, then the one that was seen last.
    devices: RwSignal<Vec<Device>>,
    /// Why nothing newer is known.
    why: RwSignal<Option<String>>,
    /// Who is being signed out just now.
    busy: RwSignal<Option<Whom>>,
}

impl Desk {
    fn load(self) {
        spawn_local(async move {
            match get_json::<Known>(PATH).await {
                Ok(Known { mut items }) => {
                    items.sort_by_key(|device| (!device.current, std::cmp::Reverse(device.seen)));
                    self.devices.set(items);
                    self.why.set(None);
                }
                Err(error) => self.why.set(Some(refusal_words(REASONS, &error))),
            }
        });
    }

    fn sign_out(self, whom: Whom, said: String) {
        let path = match whom {
            Whom::One(id) => format!("{PATH}/{id}"),
            Whom::Others => PATH.to_owned(),
        };
        self.busy.set(Some(whom));
        spawn_local(async move {
            match send::<serde_json::Value>(Method::DELETE, &path, None::<&()>).await {
                Ok(_) => self.replica.say(said),
                Err(error) => self.replica.say_wrong(refusal_words(REASONS, &error)),
            }
            self.busy.set(None);
            self.load();
        });
    }
}

/// The part of the settings.
#[component]
pub(super) fn Devices() -> impl IntoView {
    let desk = Desk {
        replica: use_replica(),
        devices: RwSignal::new(Vec::new()),
        why: RwSignal::new(None),
        busy: RwSignal::new(None),
    };
    let offline = is_offline();
    Effect::new(move || {
        offline.track();
        desk.load();
    });
    let others = move || desk.devices.with(|devices| devices.iter().any(|device| !device.current));
    let busy = Signal::derive(move || desk.busy.get() == Some(Whom::Others));
    let all = move || desk.sign_out(Whom::Others, t("devices-said-others"));
    let sign_out_others = move || {
        others().then(|| view! { <Button icon=Glyph::SignOut busy on_press=all>{t("devices-others")}</Button> })
    };
    view! {
        <section class="settings__part settings__part--wide">
            <header class="settings__head">
                <h2 class="settings__heading">{t("settings-devices")}</h2>
                {sign_out_others}
            </header>
            <p class="settings__hint">{t("devices-words")}</p>
            <p class="settings__hint" role="status">{move || desk.why.get()}</p>
            <ul class="devices" aria-label=t("settings-devices")>
                <For each=move || desk.devices.get() key=|device| (device.id, device.seen) children=move |device| view! { <OneDevice desk device /> } />
            </ul>
        </section>
    }
    .into_any()
}

#[component]
fn OneDevice(desk: Desk, device: Device) -> impl IntoView {
    let Device { id, agent, address, created, seen, current, .. } = device;
    let name = device_words(&agent);
    let begun = t_with("devices-from", &[("address", address.into())]);
    let said = t_with("devices-said-one", &[("name", name.clone().into())]);
    let busy = Signal::derive(move || desk.busy.get() == Some(Whom::One(id)));
    let press = move || desk.sign_out(Whom::One(id), said.clone());
    let hidden = name.clone();
    let sign_out = (!current).then(|| {
        view! {
            <Button busy on_press=press>{t("devices-one")}<span class="visually-hidden">" "{hidden}</span></Button>
        }
    });
    view! {
        <li class="devices__one">
            <Icon glyph=Glyph::Device />
            <span class="devices__name" data-tip=agent>
                {name}
                {current.then(|| view! { <Badge tone=Tone::Accent>{t("devices-this")}</Badge> })}
            </span>
            <span class="devices__facts">
                {(!current).then(|| seen_words(seen))}
                <span>{t("devices-since")}" "<When at=instant_text(created) />{begun}</span>
            </span>
            {sign_out}
        </li>
    }
    .into_any()
}

/// When a device last gave a sign of life, as far as anybody knows.
fn seen_words(seen: Millis) -> AnyView {
    if now().saturating_sub(seen) <= NOTED_EVERY {
        return view! { <span>{t("devices-seen-lately")}</span> }.into_any();
    }
    view! { <span>{t("devices-seen")}" "<When at=instant_text(seen) /></span> }.into_any()
}
