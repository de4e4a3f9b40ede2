using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Audit.Context;
using Audit.Events;
using Audit.Notifying;
using Audit.Snippets;
using Audit.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Audit.Tests.Notifying;

public sealed partial class WebhookNotifierTests : NotifierContractTests, IAsyncLifetime
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_772_366_400));
    private WebhookReceiver _receiver = null!;
    private WebhookNotifier _notifier = null!;

    protected override IAuditNotifier Notifier => _notifier;

    protected override IReadOnlyList<string> Delivered => [.. _receiver.Calls.Select(static call => TextOf(call.Body))];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _receiver = await WebhookReceiver.StartAsync();
        _notifier = new WebhookNotifier(new AuditWebhookOptions { Url = _receiver.Url, Secret = Secret, Timeout = TimeSpan.FromSeconds(10) }, _time);
    }

    [Fact]
    public async Task A_receiver_can_verify_the_signature()
    {
        await _notifier.NotifyAsync(SampleNotifications.Of(SampleEvents.Full()), Cancellation);

        var call = Assert.Single(_receiver.Calls);
        Assert.Equal(("POST", "application/json; charset=utf-8"), (call.Method, call.ContentType));
        var match = SignatureHeader().Match(call.Signature!);
        Assert.Equal("1772366400", match.Groups["t"].Value);
        var expected = HMACSHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Secret), System.Text.Encoding.UTF8.GetBytes($"1772366400.{call.Body}"));
        Assert.Equal(Convert.ToHexString(expected).ToLowerInvariant(), match.Groups["v1"].Value);
    }

    [Fact]
    public async Task The_documented_check_takes_what_is_genuine_and_fresh_only()
    {
        await _notifier.NotifyAsync(SampleNotifications.Of(SampleEvents.Update()), Cancellation);
        var call = Assert.Single(_receiver.Calls);
        var (header, body, now) = (call.Signature!, System.Text.Encoding.UTF8.GetBytes(call.Body), _time.GetUtcNow());

        Assert.True(AuditSignature.IsValid(header, body, Secret, now));
        Assert.True(AuditSignature.IsValid($"{header},v1=00,v2=later", body, Secret, now.AddMinutes(5)));
        Assert.False(AuditSignature.IsValid(header, body, Secret, now.AddSeconds(301)));
        Assert.False(AuditSignature.IsValid(header.Replace("t=1772366400", "t=1772366401", StringComparison.Ordinal), body, Secret, now));
        Assert.False(AuditSignature.IsValid(header, [.. body, (byte)' '], Secret, now));
        Assert.False(AuditSignature.IsValid(header, body, Secret + "x", now));
        Assert.False(AuditSignature.IsValid("", body, Secret, now));
    }

    [Fact]
    public async Task Each_attempt_is_signed_anew_with_its_time()
    {
        await _notifier.NotifyAsync(SampleNotifications.Of(SampleEvents.Update()), Cancellation);
        _time.Advance(TimeSpan.FromSeconds(90));
        await _notifier.NotifyAsync(SampleNotifications.Of(SampleEvents.Update()), Cancellation);

        var (first, second) = (_receiver.Calls.First(), _receiver.Calls.Last());
        Assert.Equal(first.Body, second.Body);
        Assert.StartsWith("t=1772366400,", first.Signature, StringComparison.Ordinal);
        Assert.StartsWith("t=1772366490,", second.Signature, StringComparison.Ordinal);
        Assert.NotEqual(first.Signature!.Split("v1=")[1], second.Signature!.Split("v1=")[1]);
    }

    [Fact]
    public async Task The_payload_is_as_documented()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "docs", "notifications.md"), Cancellation);
        var documented = JsonNode.Parse(JsonBlock().Match(page).Groups[1].Value);

        await _notifier.NotifyAsync(SampleNotifications.Of(SampleNotifications.BlockedDrop), Cancellation);

        var sent = JsonNode.Parse(Assert.Single(_receiver.Calls).Body);
        Assert.Equal(documented!.ToJsonString(), sent!.ToJsonString());
    }

    [Fact]
    public async Task Members_are_always_there_even_when_nothing_is_known()
    {
        await _notifier.NotifyAsync(SampleNotifications.Of(SampleEvents.Full()), Cancellation);
        await _notifier.NotifyAsync(SampleNotifications.Of(SampleEvents.Bare()), Cancellation);

        var members = _receiver.Calls.Select(static call => JsonNode.Parse(call.Body)!["event"]!.AsObject().Select(static member => member.Key)).ToArray();
        Assert.Equal(members[0], members[1]);
    }

    [Fact]
    public async Task Values_that_were_recorded_do_not_leave_with_the_notification()
    {
        var recorded = new AuditEvent(1, AuditContext.Background with { Attributes = [new("ticket", "value-of-context")] })
        {
            Category = EventCategory.Entity,
            Action = "entity.modified",
            Parameters = [new("@p", "value-of-parameter")],
            Attributes = [new("note", "value-of-attribute")],
            Command = new CommandRun("db:reset", ["--name=value-of-argument"], 3),
            Entity = new EntityChange("Product", "7", "modified", [new("Price", "value-before", "value-after")]),
        };

        await _notifier.NotifyAsync(SampleNotifications.Of(recorded), Cancellation);

        Assert.DoesNotContain("value-", Assert.Single(_receiver.Calls).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Any_status_but_success_is_a_failure(int status)
    {
        _receiver.Fail(calls: 1, status);

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => _notifier.NotifyAsync(SampleNotifications.Of(SampleEvents.Update()), Cancellation).AsTask());

        Assert.Equal(status, (int)error.StatusCode!);
        AssertSecretFree(error);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_a_failure_and_is_not_followed(int status)
    {
        _receiver.Answer = (_, context) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        };

        await Assert.ThrowsAsync<HttpRequestException>(() => _notifier.NotifyAsync(SampleNotifications.Of(SampleEvents.Update()), Cancellation).AsTask());

        Assert.Single(_receiver.Calls);
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_runs_out_of_time()
    {
        var arrived = new TaskCompletionSource();
        _receiver.Answer = async (_, context) =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        };
        var call = _notifier.NotifyAsync(SampleNotifications.Of(SampleEvents.Update()), Cancellation).AsTask();
        await arrived.Task;

        _time.Advance(TimeSpan.FromSeconds(10));

        AssertSecretFree(await Assert.ThrowsAsync<TimeoutException>(() => call));
    }

    [Fact]
    public async Task The_body_of_the_answer_is_not_waited_for()
    {
        _receiver.Answer = async (_, context) =>
        {
            await context.Response.WriteAsync(new string('x', 100_000), context.RequestAborted);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        };

        await _notifier.NotifyAsync(SampleNotifications.Of(SampleEvents.Update()), Cancellation);

        Assert.Single(_receiver.Calls);
    }

    [Fact]
    public async Task A_receiver_that_is_not_there_is_a_failure_that_tells_no_secret()
    {
        await _receiver.DisposeAsync();

        AssertSecretFree(await Assert.ThrowsAsync<HttpRequestException>(() => _notifier.NotifyAsync(SampleNotifications.Of(SampleEvents.Update()), Cancellation).AsTask()));
    }

    [Fact]
    public async Task No_trace_flows_to_the_receiver()
    {
        using var activity = new System.Diagnostics.Activity("request").Start();

        await _notifier.NotifyAsync(SampleNotifications.Of(SampleEvents.Update()), Cancellation);

        Assert.DoesNotContain("traceparent", Assert.Single(_receiver.Calls).Headers, StringComparer.OrdinalIgnoreCase);
    }

    public async ValueTask DisposeAsync()
    {
        _notifier.Dispose();
        await _receiver.DisposeAsync();
    }

    private static void AssertSecretFree(Exception error)
    {
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("url-secret", error.ToString(), StringComparison.Ordinal);
    }

    private static string TextOf(string body)
    {
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        return string.Join(' ', new[] { "title", "severity", "rule", "application", "environment" }
            .Select(name => root.GetProperty(name).GetString())
            .Append(root.GetProperty("event").GetProperty("id").GetString()));
    }

    [GeneratedRegex("^t=(?<t>[0-9]+),v1=(?<v1>[0-9a-f]{64})$")]
    private static partial Regex SignatureHeader();

    [GeneratedRegex(@"^```json\r?\n(\{\r?\n  ""version"".*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
