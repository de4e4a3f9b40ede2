using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Audit.Dashboard.Tests.Browser;

/// <summary>Answers in place of the API, for what no honest server would say, or not soon enough.</summary>
internal static class FakeAnswers
{
    /// <summary>Changes what the server answers to one operation.</summary>
    public static Task ChangeAnswerAsync(this IPage page, string operation, Action<JsonNode> change) => page.ChangeAnswersAsync(route => IsAbout(route, operation), change);

    /// <summary>Changes what the server answers to anything.</summary>
    public static Task ChangeEveryAnswerAsync(this IPage page, Action<JsonNode> change) => page.ChangeAnswersAsync(static _ => true, change);

    /// <summary>Answers one operation without the server.</summary>
    public static Task AnswerAsync(this IPage page, string operation, Func<JsonNode> data) =>
        page.RouteAsync("**/graphql", route => IsAbout(route, operation)
            ? route.FulfillAsync(new() { ContentType = "application/json", Body = new JsonObject { ["data"] = data() }.ToJsonString() })
            : route.FallbackAsync());

    /// <summary>Lets everything fail in one way.</summary>
    public static Task FailAsync(this IPage page, string code, string message) =>
        page.RouteAsync("**/graphql", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = JsonSerializer.Serialize(new { data = (object?)null, errors = new[] { new { message, extensions = new { code } } } }),
        }));

    private static Task<IAsyncDisposable> ChangeAnswersAsync(this IPage page, Func<IRoute, bool> isMeant, Action<JsonNode> change) =>
        page.RouteAsync("**/graphql", async route =>
        {
            if (!isMeant(route))
            {
                await route.FallbackAsync();
                return;
            }

            var response = await route.FetchAsync();
            var answer = JsonNode.Parse(await response.TextAsync())!;
            change(answer["data"]!);
            await route.FulfillAsync(new() { Response = response, Body = answer.ToJsonString() });
        });

    private static bool IsAbout(IRoute route, string operation) =>
        route.Request.PostData is { } text
        && (text.Contains($"query {operation}", StringComparison.Ordinal) || text.Contains($"mutation {operation}", StringComparison.Ordinal));
}
