"""Addresses of signing in: the shop front's, in two languages, and the panel's."""

from django.urls import path, re_path, reverse_lazy

from accounts.views import roles, signing, staff

shop_urls = [
    path("login/", signing.SignIn.as_view(), name="account_login"),
    path("login/closed/", signing.ClosedAccount.as_view(), name="account_inactive"),
    path("login/code/", signing.not_offered, name="account_confirm_login_code"),
    path("logout/", signing.SignOut.as_view(), name="account_logout"),
    path("register/", signing.SignUp.as_view(), name="account_signup"),
    path(
        "confirm-email/",
        signing.ConfirmationSent.as_view(),
        name="account_email_verification_sent",
    ),
    re_path(
        r"^confirm-email/(?P<key>[-:\w]+)/$",
        signing.ConfirmAddress.as_view(),
        name="account_confirm_email",
    ),
    path("password-reset/", signing.ForgottenPassword.as_view(), name="account_reset_password"),
    path(
        "password-reset/sent/",
        signing.ForgottenPasswordSent.as_view(),
        name="account_reset_password_done",
    ),
    path(
        "password-reset/done/",
        signing.NewPasswordSet.as_view(),
        name="account_reset_password_from_key_done",
    ),
    path(
        "password-reset/<str:uidb36>/<str:key>/",
        signing.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path("account/password/", signing.ChangePassword.as_view(), name="account_change_password"),
    path("account/password/first/", signing.not_offered, name="account_set_password"),
    path("account/password/again/", signing.not_offered, name="account_reauthenticate"),
    path("account/email/", signing.not_offered, name="account_email"),
]

panel_urls = [
    path("login/", signing.SignIn.as_view(panel=True), name="login"),
    path("logout/", signing.SignOut.as_view(panel=True), name="logout"),
    path(
        "password-reset/",
        signing.ForgottenPassword.as_view(
            panel=True, success_url=reverse_lazy("panel:password_reset_done")
        ),
        name="password_reset",
    ),
    path(
        "password-reset/sent/",
        signing.ForgottenPasswordSent.as_view(panel=True),
        name="password_reset_done",
    ),
    path(
        "password-reset/done/",
        signing.NewPasswordSet.as_view(panel=True),
        name="password_reset_complete",
    ),
    path(
        "password-reset/<str:uidb36>/<str:key>/",
        signing.NewPassword.as_view(
            panel=True, success_url=reverse_lazy("panel:password_reset_complete")
        ),
        name="password_reset_confirm",
    ),
    path("settings/staff/", staff.StaffList.as_view(), name="staff_list"),
    path("settings/staff/new/", staff.StaffCreate.as_view(), name="staff_create"),
    path("settings/staff/<int:pk>/", staff.StaffEdit.as_view(), name="staff_edit"),
    path("settings/staff/<int:pk>/invite/", staff.StaffInvite.as_view(), name="staff_invite"),
    path("settings/staff/<int:pk>/permissions/", staff.StaffRights.as_view(), name="staff_rights"),
    path("settings/staff/<int:pk>/history/", staff.StaffHistory.as_view(), name="staff_history"),
    path("settings/roles/", roles.RoleList.as_view(), name="role_list"),
    path("settings/roles/new/", roles.RoleCreate.as_view(), name="role_create"),
    path("settings/roles/<int:pk>/", roles.RoleEdit.as_view(), name="role_edit"),
    path("settings/roles/<int:pk>/delete/", roles.RoleDelete.as_view(), name="role_delete"),
    path("settings/roles/<int:pk>/history/", roles.RoleHistory.as_view(), name="role_history"),
]
