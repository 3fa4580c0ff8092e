using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CsPerformance.FakePlatforms.WeCom;

/// <summary>What somebody at a keyboard does to the fake platform: speak as a member, look at what arrived, break things.</summary>
internal static class FakeWeComControl
{
    public static void MapTo(IEndpointRouteBuilder routes, FakeWeCom fake)
    {
        routes.MapPost("/_fake/members", (FakeMember member) => fake.Api.Directory.Add(member));
        routes.MapPost("/_fake/verify", async () => await fake.Callbacks.VerifyAsync() is { } echo ? Results.Text(echo) : Results.StatusCode(502));
        routes.MapPost("/_fake/say", async (Said said) => Results.Json((await fake.Callbacks.SayAsync(said.From, said.Text)).Statuses));
        routes.MapPost("/_fake/file", async (SentFile file) => Results.Json((fake.Api.Mail.Keep(file.Name, Convert.FromBase64String(file.Base64)) is var media && file.IsImage
            ? await fake.Callbacks.SendPictureAsync(file.From, media) : await fake.Callbacks.SendFileAsync(file.From, media, file.Name)).Statuses));
        routes.MapPost("/_fake/event", async (Happened happened) => Results.Json((await fake.Callbacks.EventAsync(happened.From, happened.Event, happened.Key ?? "")).Statuses));
        routes.MapPost("/_fake/contacts", async (Changed changed) => Results.Json((await fake.Callbacks.ContactsAsync(
            changed.Change, changed.UserId, changed.NewUserId is { } renamed ? $"<NewUserID><![CDATA[{renamed}]]></NewUserID>" : "")).Statuses));
        routes.MapPost("/_fake/press", async (Pressed pressed) => Results.Json((await fake.Callbacks.PressAsync(
            pressed.From, pressed.Task, pressed.Key, fake.Api.Mail.NewCode(pressed.Task))).Statuses));
        routes.MapPost("/_fake/robot/say", async (Said said) => Results.Text(await fake.Gateway.SayAsync(said.From, said.Text, said.Group)));
        routes.MapPost("/_fake/robot/push", async (Push push) => Results.Text(await fake.Gateway.PushAsync(push.Command, push.Body, push.Request)));
        routes.MapPost("/_fake/robot/drop", () => fake.Gateway.DropAll());
        routes.MapGet("/_fake/robot/frames", () => Results.Json(fake.Gateway.Frames.Select(frame => new { frame.FromClient, frame.Frame })));
        routes.MapGet("/_fake/sent", () => Results.Json(fake.Api.Mail.Delivered));
        routes.MapGet("/_fake/calls", () => Results.Json(fake.Api.Calls));
        routes.MapPost("/_fake/fail", (Failure failure) => fake.Api.Faults.Next(failure.Path, Of(failure), failure.Times ?? 1));
        routes.MapPost("/_fake/expire-tokens", () => fake.Api.ExpireTokens());
        routes.MapPost("/_fake/trust/{on:bool}", (bool on) => { fake.Api.TrustsCaller = on; });
    }

    /// <summary>A code of the platform's, or what the network does: <c>status</c> (with the code as HTTP status), <c>cut</c>, <c>taken-then-cut</c>, <c>silent</c>.</summary>
    private static FakeFault Of(Failure failure) => failure.Kind switch
    {
        "status" => new FakeFault.Status(failure.Code),
        "cut" => new FakeFault.Cut(),
        "taken-then-cut" => new FakeFault.TakenThenCut(),
        "silent" => new FakeFault.Silent(Taken: false),
        _ => new FakeFault.Code(failure.Code, failure.Message ?? "fault"),
    };

    private sealed record Said(string From, string Text, string? Group);

    private sealed record SentFile(string From, string Name, string Base64, bool IsImage);

    private sealed record Happened(string From, string Event, string? Key);

    private sealed record Changed(string Change, string UserId, string? NewUserId);

    private sealed record Pressed(string From, string Task, string Key);

    private sealed record Push(string Command, JsonObject Body, string? Request);

    private sealed record Failure(string Path, int Code, string? Message, int? Times, string? Kind);
}
