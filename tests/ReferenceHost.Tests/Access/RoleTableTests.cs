using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Audit.ApiKeys.Authentication;
using ReferenceHost.Features.ApiKeys;
using ReferenceHost.Tests.Hosting;

namespace ReferenceHost.Tests.Access;

/// <summary>Who may do what: every query, mutation and endpoint, by every role, by nobody, and by customers of the shop.</summary>
public sealed class RoleTableTests(HostFixture fixture)
{
    private static readonly string[] Roles = ["readers", "analysts", "operators", "admins"];

    /// <summary>Mutations and the roles that may run them. One that is not named here may be run by nobody but administrators.</summary>
    private static readonly Dictionary<string, string[]> Mutations = new()
    {
        ["approveOperation"] = ["operators", "admins"],
        ["rejectOperation"] = ["operators", "admins"],
        ["startExport"] = ["analysts", "admins"],
        ["cancelExport"] = ["analysts", "admins"],
    };

    private static readonly string[] Queries = ["me", "auditEvent", "auditEvents", "aggregate", "facets", "entityHistory", "retentionClasses", "pendingApprovals", "statistics"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_query_is_for_every_role()
    {
        var documents = Documents.Of(await SchemaAsync(), "queryType").ToList();
        Assert.Empty(Queries.Except(documents.Select(static one => one.Field)));
        foreach (var (field, document) in documents)
        {
            foreach (var role in Roles)
            {
                var (status, code) = await AskAsync(document, SignedToken.Of([role]));
                if (role == "admins" || Queries.Contains(field))
                    Assert.True((status, code) is (200, null), $"{field} by {role}: {status} {code}");
            }
        }
    }

    [Fact]
    public async Task Every_mutation_is_for_its_roles_only()
    {
        var documents = Documents.Of(await SchemaAsync(), "mutationType").ToList();
        Assert.Empty(Mutations.Keys.Except(documents.Select(static one => one.Field)));
        foreach (var (field, document) in documents)
        {
            foreach (var role in Roles)
            {
                var isAllowed = Mutations.TryGetValue(field, out var allowed) ? allowed.Contains(role) : role == "admins";

                // What an export takes is a test of its own.
                if (isAllowed && field == "startExport")
                    continue;
                var (_, code) = await AskAsync(document, SignedToken.Of([role]));
                Assert.True(isAllowed == (code != "FORBIDDEN"), $"{field} by {role}: {code}");
            }
        }
    }

    [Fact]
    public async Task Nobody_and_customers_of_the_shop_get_nothing_anywhere()
    {
        var schema = await SchemaAsync();
        var documents = Documents.Of(schema, "queryType").Concat(Documents.Of(schema, "mutationType")).Append(("__schema", Documents.Introspection)).ToList();
        using var nobody = fixture.Host.CreateClient();
        using var alice = await fixture.Host.SignInAsync("alice", Token);
        using var bob = fixture.Host.CreateClient();
        bob.DefaultRequestHeaders.Add(ApiKeyDefaults.HeaderName, ApiKeyFeature.BobsDemoKey);
        foreach (var client in new[] { nobody, alice, bob })
        {
            client.DefaultRequestHeaders.Add("X-Audit-Csrf", "1");
            foreach (var (_, document) in documents)
            {
                using var answer = await client.PostAsJsonAsync("/graphql", new { query = document }, Token);
                Assert.Equal(401, (int)answer.StatusCode);
            }

            using var sql = await client.PostAsync(new Uri("/clickhouse", UriKind.Relative), new StringContent("SELECT 1"), Token);
            Assert.Equal(403, (int)sql.StatusCode);
            using var signOut = await client.PostAsync(new Uri("/logout", UriKind.Relative), null, Token);
            Assert.Equal(401, (int)signOut.StatusCode);
        }
    }

    [Theory]
    [InlineData("readers", 403)]
    [InlineData("analysts", 200)]
    [InlineData("operators", 403)]
    [InlineData("admins", 200)]
    public async Task SQL_is_for_analysts_and_administrators(string role, int status)
    {
        using var client = Client(SignedToken.Of([role]));
        using var response = await client.PostAsync(new Uri("/clickhouse", UriKind.Relative), new StringContent("SELECT count() >= 0 FROM audit_logs"), Token);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 200, (await response.Content.ReadAsStringAsync(Token)) == "1\n");
    }

    [Theory]
    [InlineData("readers", 403)]
    [InlineData("analysts", 400)]
    [InlineData("operators", 403)]
    [InlineData("admins", 400)]
    [InlineData(null, 401)]
    public async Task Exports_are_for_analysts_and_administrators(string? role, int status)
    {
        using var client = role is null ? fixture.Host.CreateClient() : Client(SignedToken.Of([role]));
        using var response = await client.PostAsJsonAsync("/export", new { format = "NONE" }, Token);
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("readers", 403)]
    [InlineData("analysts", 200)]
    [InlineData("operators", 403)]
    [InlineData("admins", 200)]
    [InlineData(null, 401)]
    public async Task GraphiQL_is_for_analysts_and_administrators(string? role, int status)
    {
        using var client = role is null ? fixture.Host.CreateClient() : Client(SignedToken.Of([role]));
        using var response = await client.GetAsync(new Uri("/graphql/ui", UriKind.Relative), Token);
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("readers", "FORBIDDEN")]
    [InlineData("analysts", null)]
    [InlineData("operators", null)]
    [InlineData("admins", null)]
    public async Task Personal_data_is_for_all_roles_but_viewers(string role, string? code) =>
        Assert.Equal(code, (await AskAsync("{ auditEvents(filter: { last: \"PT1S\", clientIp: \"10.0.0.0/8\" }) { totalCount } }", SignedToken.Of([role]))).Code);

    [Fact]
    public async Task Who_is_bound_to_a_tenant_gets_its_rows_by_SQL_as_well()
    {
        using var client = Client(SignedToken.Of(["analysts"], tenant: "no such tenant"));
        // What the tenant reads is recorded as its own.
        using var response = await client.PostAsync(new Uri("/clickhouse", UriKind.Relative), new StringContent("SELECT count() FROM audit_logs WHERE category != 'access'"), Token);
        Assert.Equal("0\n", await response.Content.ReadAsStringAsync(Token));
        foreach (var view in new[] { "v_destructive", "v_failures", "v_entity_history", "v_commands", "audit_approvals" })
        {
            using var rows = await client.PostAsync(new Uri("/clickhouse", UriKind.Relative), new StringContent($"SELECT count() FROM {view}"), Token);
            Assert.Equal((view, "0\n"), (view, await rows.Content.ReadAsStringAsync(Token)));
        }

        using var hidden = await client.PostAsync(new Uri("/clickhouse", UriKind.Relative), new StringContent("SELECT * FROM audit_dead_letters"), Token);
        Assert.Equal(403, (int)hidden.StatusCode);
        Assert.Equal(
            """{"data":{"auditEvents":{"totalCount":0}}}""",
            await (await client.GetAsync(new Uri("/graphql?query={auditEvents(filter:{category:[DATABASE]}){totalCount}}", UriKind.Relative), Token)).Content.ReadAsStringAsync(Token));
    }

    private HttpClient Client(string token)
    {
        var client = fixture.Host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private async Task<JsonNode> SchemaAsync()
    {
        using var client = Client(SignedToken.Of(["admins"]));
        using var response = await client.PostAsJsonAsync("/graphql", new { query = Documents.Introspection }, Token);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;
    }

    private async Task<(int Status, string? Code)> AskAsync(string document, string token)
    {
        using var client = Client(token);
        using var response = await client.PostAsJsonAsync("/graphql", new { query = document }, Token);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;
        return ((int)response.StatusCode, answer["errors"]?[0]?["extensions"]?["code"]?.GetValue<string>());
    }
}
