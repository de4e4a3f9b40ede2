using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Audit.Dashboard.Tests.Browser;

/// <summary>Answers in place of the API, for what no honest server would say.</summary>
internal static class FakeAnswers
{
    /// <summary>Changes what the server answers to one operation.</summary>
    public static Task ChangeAnswerAsync(this IPage page, string operation, Action<JsonNode> change) =>
        page.RouteAsync("**/graphql", async route =>
        {
            if (route.Request.PostData?.Contains($"query {operation}", StringComparison.Ordinal) != true)
            {
                await route.FallbackAsync();
                return;
            }

            var response = await route.FetchAsync();
            var answer = JsonNode.Parse(await response.TextAsync())!;
            change(answer["data"]!);
            await route.FulfillAsync(new() { Response = response, Body = answer.ToJsonString() });
        });

    /// <summary>Lets everything fail in one way.</summary>
    public static Task FailAsync(this IPage page, string code, string message) =>
        page.RouteAsync("**/graphql", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = JsonSerializer.Serialize(new { data = (object?)null, errors = new[] { new { message, extensions = new { code } } } }),
        }));
}
