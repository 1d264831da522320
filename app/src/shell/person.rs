//! The person and this device: theme, density, shortcuts, install, sign out.

use super::{
    Appearance, Shell,
    install::{Install, use_install},
    use_appearance, use_shell,
};
use crate::{
    chunks::on_demand,
    i18n::{t, t_with},
    services::{sign_out, use_replica},
    ui::{Avatar, Button, ButtonKind, Dialog, DialogSize, Glyph, Icon, Menu, MenuItem},
};
use leptos::{prelude::*, task::spawn_local};
use shared::{entities::User, replica::Replica};

/// The menu behind the person's initials.
#[component]
pub fn Person() -> impl IntoView {
    let replica = use_replica();
    let name = replica.live(&[User::ENTITY_NAME], |replica| {
        let me = replica.meta().identity.as_ref().map(|identity| identity.user);
        me.map(|me| replica.title(User::ENTITY_NAME, me)).unwrap_or_default()
    });
    let asking = RwSignal::new(false);
    let leave = move || spawn_local(sign_out(replica));
    let go = move || {
        spawn_local(async move {
            match replica.unsent_of_all().await {
                0 => sign_out(replica).await,
                _ => asking.set(true),
            }
        });
    };
    let face = move || {
        if name.read().is_empty() {
            view! { <Icon glyph=Glyph::Contact /> }.into_any()
        } else {
            view! { <Avatar name /> }.into_any()
        }
    };
    let label = move || {
        let name = name.get();
        if name.is_empty() { t("person-menu") } else { t_with("person-menu-of", &[("name", name.into())]) }
    };
    let install = use_install();
    let (look, shell) = (use_appearance(), use_shell());
    let items = Signal::derive(move || items(look, shell, install, go));
    let unsent = move || replica.read(Replica::unsent);
    view! {
        <span class="person">
            <Menu label=label kind=ButtonKind::Quiet icon_only=true face=move || view! { {face} } items />
        </span>
        <Dialog
            open=asking
            title=t("sign-out-title")
            size=DialogSize::Small
            footer=move || view! {
                <Button kind=ButtonKind::Danger on_press=leave>{t("sign-out-anyway")}</Button>
                <Button kind=ButtonKind::Primary on_press=move || asking.set(false)>{t("sign-out-stay")}</Button>
            }
        >
            <p>{move || t_with("sign-out-unsent", &[("n", unsent().into())])}</p>
            {on_demand(asking.into(), super::screens::save_waiting, || ())}
        </Dialog>
    }
    .into_any()
}

fn items(look: Appearance, shell: Shell, install: Install, go: impl Fn() + Send + Sync + 'static) -> Vec<MenuItem> {
    let theme = |value: &'static str, label: &str| {
        MenuItem::new(t(label), move || look.theme.set(value.to_owned())).checked(look.theme.get() == value)
    };
    let density = |value: &'static str, label: &str| {
        MenuItem::new(t(label), move || look.density.set(value.to_owned())).checked(look.density.get() == value)
    };
    let mut items = vec![
        theme("auto", "person-theme-auto"),
        theme("light", "person-theme-light"),
        theme("dark", "person-theme-dark"),
        density("normal", "person-density-normal").rule_above(),
        density("compact", "person-density-compact"),
        MenuItem::new(t("keys-title"), move || shell.keys.set(true)).icon(Glyph::Keyboard).keys("?").rule_above(),
    ];
    if install.offered() {
        items.push(MenuItem::new(t("person-install"), move || install.ask()).icon(Glyph::Device));
    }
    items.push(MenuItem::link(t("nav-settings"), "/settings").icon(Glyph::Settings));
    items.push(MenuItem::new(t("person-sign-out"), go).icon(Glyph::SignOut).rule_above());
    items
}
