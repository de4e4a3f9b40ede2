using System.Collections.Immutable;
using Audit.Context;
using Audit.Events;
using Audit.Guarding;
using Audit.Guarding.Policy;
using Audit.Statements;

namespace Audit.Tests.Guarding;

public sealed class GuardPolicyTests
{
    private static readonly AuditActor Dba = new(ActorType.User, "dana") { Roles = ["Dba", "Staff"] };

    [Theory]
    [InlineData("DROP TABLE orders", "drop_table", "Block")]
    [InlineData("DROP TABLE orders", "drop_*", "Block")]
    [InlineData("DROP TABLE orders", "truncate", "Observe")]
    [InlineData("WITH gone AS (DELETE FROM orders RETURNING id) SELECT * FROM gone", "delete_no_where", "Block")]
    [InlineData("DO $$ BEGIN TRUNCATE orders; END $$", "truncate", "Block")]
    [InlineData("SELECT 1; DROP TABLE orders", "drop_table", "Block")]
    [InlineData("SELECT 'DROP TABLE orders'", "drop_table", "Observe")]
    public void A_rule_is_about_the_reasons_that_it_names(string sql, string reason, string action)
    {
        var policy = Operations.Policy(new GuardRule { Name = "rule", Action = GuardAction.Block, Reasons = { reason } });
        Assert.Equal(action, policy.Evaluate(Operations.Of(sql)).Action.ToString());
    }

    [Theory]
    [InlineData(Risk.Critical, "DROP TABLE orders", true)]
    [InlineData(Risk.Critical, "ALTER TABLE orders DROP COLUMN note", false)]
    [InlineData(Risk.High, "ALTER TABLE orders DROP COLUMN note", true)]
    [InlineData(Risk.High, "DROP INDEX ix", false)]
    [InlineData(Risk.Low, "DROP INDEX ix", true)]
    [InlineData(Risk.None, "SELECT * FROM orders", false)]
    public void A_rule_is_about_what_is_severe_enough(Risk least, string sql, bool isBlocked)
    {
        var policy = Operations.Policy(new GuardRule { Name = "rule", Action = GuardAction.Block, MinSeverity = least });
        Assert.Equal(isBlocked, policy.Evaluate(Operations.Of(sql)).Action == GuardAction.Block);
    }

    [Theory]
    [InlineData("orders", "DROP TABLE orders", true)]
    [InlineData("ORDERS", "DROP TABLE orders", true)]
    [InlineData("orders", "DROP TABLE sales.orders", true)]
    [InlineData("sales.orders", "DROP TABLE sales.orders", true)]
    [InlineData("sales.orders", "DROP TABLE shop.sales.orders", true)]
    [InlineData("sales.*", "DROP TABLE sales.orders", true)]
    [InlineData("sales.*", "DROP TABLE orders", false)]
    [InlineData("sales.orders", "DROP TABLE stock.orders", false)]
    [InlineData("order*", "DROP TABLE order_lines", true)]
    [InlineData("order?", "DROP TABLE orders", true)]
    [InlineData("order?", "DROP TABLE order_lines", false)]
    [InlineData("*s", "DROP TABLE orders", true)]
    [InlineData("*s", "DROP TABLE stock", false)]
    [InlineData("a*b*c", "DROP TABLE a1b2b3c", true)]
    [InlineData("orders", "DROP DATABASE shop", false)]
    [InlineData("\"we.ird\"", "DROP TABLE sales.\"we.ird\"", true)]
    [InlineData("ird", "DROP TABLE sales.\"we.ird\"", false)]
    [InlineData("orders", "DROP TABLE stock, orders", true)]
    public void Tables_match_by_pattern_with_or_without_their_schema(string pattern, string sql, bool isBlocked)
    {
        var policy = Operations.Policy(new GuardRule { Name = "rule", Action = GuardAction.Block, Tables = { pattern } });
        Assert.Equal(isBlocked, policy.Evaluate(Operations.Of(sql)).Action == GuardAction.Block);
    }

    [Theory]
    [InlineData("Environments", "production", true)]
    [InlineData("Environments", "Staging", false)]
    [InlineData("Dialects", "PostgreSql", true)]
    [InlineData("Dialects", "MySql", false)]
    [InlineData("Databases", "sh*", true)]
    [InlineData("Databases", "stock", false)]
    [InlineData("ActorTypes", "User", true)]
    [InlineData("ActorTypes", "api_key", false)]
    [InlineData("ActorIds", "dana", true)]
    [InlineData("ActorIds", "DANA", false)]
    [InlineData("Roles", "dba", true)]
    [InlineData("Roles", "Owner", false)]
    [InlineData("Sources", "raw_sql", true)]
    [InlineData("Sources", "Migration", false)]
    public void Every_condition_must_hold(string condition, string value, bool isBlocked)
    {
        var policy = Operations.Policy(("Rules:0:Name", "rule"), ("Rules:0:Action", "Block"), ($"Rules:0:{condition}:0", value), ("Rules:0:MinSeverity", "Low"));
        Assert.Equal(isBlocked, policy.Evaluate(Operations.Of("DROP TABLE orders", actor: Dba)).Action == GuardAction.Block);
    }

    [Theory]
    [InlineData("postgresql", "PostgreSql")]
    [InlineData("sqlite", "Sqlite")]
    [InlineData("microsoft.sql_server", "SqlServer")]
    [InlineData("mysql", "MySql")]
    [InlineData("mariadb", "MySql")]
    [InlineData("oracle.db", "Oracle")]
    public void A_dialect_is_told_from_the_name_of_the_database_system(string system, string dialect)
    {
        var policy = Operations.Policy(("Rules:0:Name", "rule"), ("Rules:0:Action", "Block"), ("Rules:0:Dialects:0", dialect));
        Assert.Equal(GuardAction.Block, policy.Evaluate(Operations.Of("DROP TABLE orders", system: system)).Action);
    }

    [Fact]
    public void The_first_rule_that_matches_counts()
    {
        var policy = Operations.Policy(
            new GuardRule { Name = "carts", Action = GuardAction.Observe, Tables = { "carts" } },
            new GuardRule { Name = "rest", Action = GuardAction.Block });

        Assert.Equal(("carts", GuardAction.Observe), Answer(policy, "DROP TABLE carts"));
        Assert.Equal(("rest", GuardAction.Block), Answer(policy, "DROP TABLE orders"));
    }

    [Theory]
    [InlineData("DROP TABLE carts; DROP TABLE orders")]
    [InlineData("DROP TABLE orders; DROP TABLE carts")]
    [InlineData("DROP TABLE carts, orders")]
    public void The_strictest_answer_for_any_part_of_a_batch_decides(string sql)
    {
        var policy = Operations.Policy(
            new GuardRule { Name = "carts", Action = GuardAction.Observe, Tables = { "carts" } },
            new GuardRule { Name = "rest", Action = GuardAction.Block });

        Assert.Equal(("rest", GuardAction.Block), Answer(policy, sql));
    }

    [Fact]
    public void Recorded_reasons_that_name_no_table_are_matched_with_each_table_written()
    {
        var recorded = new AuditEvent(0, AuditContext.Background)
        {
            Category = EventCategory.Database,
            Action = "db.drop",
            Origin = new AuditOrigin("shop", "Production", "1"),
            Statement = new StatementInfo
            {
                Operations = ["DROP"],
                TablesWritten = ["carts", "orders"],
                DestructiveReasons = [new DestructiveReason("drop_table", Risk.Critical)],
                Risk = Risk.Critical,
            },
        };
        var policy = Operations.Policy(
            new GuardRule { Name = "carts", Action = GuardAction.Observe, Tables = { "carts" } },
            new GuardRule { Name = "orders", Action = GuardAction.Block, Tables = { "orders" }, Environments = { "Production" } });

        Assert.Equal("orders", policy.Evaluate(GuardedOperation.Of(recorded)).RuleName);
    }

    [Fact]
    public void A_rule_without_a_subject_is_about_everything_suspicious_and_nothing_else()
    {
        var policy = Operations.Policy(new GuardRule { Name = "all", Action = GuardAction.Block });

        Assert.Equal(GuardAction.Block, policy.Evaluate(Operations.Of("DROP INDEX ix")).Action);
        Assert.Equal(GuardAction.Block, policy.Evaluate(Operations.Of("DO $$ BEGIN EXECUTE v; END $$")).Action);
        Assert.Equal(GuardAction.Block, policy.Evaluate(Of(new StatementInfo { IsIncomplete = true })).Action);
        Assert.Equal(default, policy.Evaluate(Operations.Of("DELETE FROM orders WHERE id = 1")));
        Assert.Equal(default, policy.Evaluate(Operations.Of("SELECT * FROM orders")));
    }

    [Fact]
    public void Opaque_and_incomplete_statements_have_conditions_of_their_own()
    {
        var opaque = Operations.Policy(new GuardRule { Name = "rule", Action = GuardAction.Block, Opaque = true });
        var incomplete = Operations.Policy(new GuardRule { Name = "rule", Action = GuardAction.Block, Incomplete = true });

        Assert.Equal(GuardAction.Block, opaque.Evaluate(Of(new StatementInfo { IsOpaque = true })).Action);
        Assert.Equal(GuardAction.Observe, opaque.Evaluate(Of(new StatementInfo { IsIncomplete = true })).Action);
        Assert.Equal(GuardAction.Block, incomplete.Evaluate(Of(new StatementInfo { IsIncomplete = true })).Action);
        Assert.Equal(GuardAction.Observe, incomplete.Evaluate(Operations.Of("DROP TABLE orders")).Action);
    }

    [Fact]
    public void What_is_worse_than_the_reasons_that_are_listed_counts_as_not_understood()
    {
        var policy = Operations.Policy(new GuardRule { Name = "rule", Action = GuardAction.Block, Incomplete = true });
        var script = new StatementInfo { DestructiveReasons = [new DestructiveReason("drop_view", Risk.Low)], Risk = Risk.Critical };
        Assert.Equal(GuardAction.Block, policy.Evaluate(Of(script)).Action);
    }

    [Fact]
    public void A_rule_may_be_about_verbs_that_destroy_nothing()
    {
        var policy = Operations.Policy(new GuardRule { Name = "grants", Action = GuardAction.Block, Operations = { "grant", "delete" }, Tables = { "ledger" } });

        Assert.Equal(GuardAction.Block, policy.Evaluate(Operations.Of("DELETE FROM ledger WHERE id = 1")).Action);
        Assert.Equal(GuardAction.Observe, policy.Evaluate(Operations.Of("DELETE FROM orders WHERE id = 1")).Action);
        Assert.Equal(GuardAction.Observe, policy.Evaluate(Operations.Of("INSERT INTO ledger VALUES (1)")).Action);
    }

    [Theory]
    [InlineData("DELETE FROM ledger", "first")]
    [InlineData("DELETE FROM ledger WHERE id = 1", "verbs")]
    [InlineData("DELETE FROM ledger; DROP TABLE ledger", "verbs")]
    [InlineData("DELETE FROM ledger; DELETE FROM orders WHERE id = 1", "verbs")]
    [InlineData("TRUNCATE ledger", "default")]
    public void A_verb_and_its_reason_are_one_part_of_a_statement(string sql, string rule)
    {
        var policy = Operations.Policy(
            new GuardRule { Name = "first", Action = GuardAction.Alert, Reasons = { "delete_no_where" } },
            new GuardRule { Name = "verbs", Action = GuardAction.Block, Operations = { "DELETE", "DROP" } });
        Assert.Equal(rule, policy.Evaluate(Operations.Of(sql)).RuleName);
    }

    [Fact]
    public void What_no_rule_matches_meets_the_default_action()
    {
        var policy = Operations.Policy(("DefaultAction", "RequireReason"), ("Rules:0:Name", "carts"), ("Rules:0:Action", "Observe"), ("Rules:0:Tables", "carts"));

        Assert.Equal(("default", GuardAction.RequireReason), Answer(policy, "DROP TABLE orders"));
        Assert.Equal(("carts", GuardAction.Observe), Answer(policy, "DROP TABLE carts"));
        Assert.Equal(GuardAction.Observe, policy.Evaluate(Operations.Of("UPDATE orders SET a = 1 WHERE id = 1")).Action);
    }

    [Theory]
    [InlineData("DELETE FROM orders WHERE id = 1", true)]
    [InlineData("UPDATE orders SET a = 1 WHERE id = 1", true)]
    [InlineData("DELETE FROM orders", true)]
    [InlineData("INSERT INTO orders VALUES (1)", false)]
    [InlineData("DROP TABLE orders", false)]
    [InlineData("TRUNCATE orders", false)]
    [InlineData("SELECT * FROM orders", false)]
    public void A_limit_is_about_what_changes_rows(string sql, bool isLimited)
    {
        var policy = Operations.Policy(new GuardRule { Name = "cap", Action = GuardAction.Block, MaxRows = RowLimit.OfRows(10) });
        var decision = policy.Evaluate(Operations.Of(sql));
        Assert.Equal(isLimited ? "cap" : null, decision.Limit?.Name);
        Assert.Equal(GuardAction.Observe, decision.Action);
    }

    [Fact]
    public void A_limit_before_another_rule_lets_its_statement_run()
    {
        var cap = new GuardRule { Name = "cap", Action = GuardAction.RequireApproval, MaxRows = RowLimit.OfShare(10) };
        var critical = new GuardRule { Name = "critical", Action = GuardAction.Block, MinSeverity = Risk.Critical };

        var before = Operations.Policy(cap, critical).Evaluate(Operations.Of("DELETE FROM orders"));
        var after = Operations.Policy(critical, cap).Evaluate(Operations.Of("DELETE FROM orders"));

        Assert.Equal((GuardAction.Observe, "cap"), (before.Action, before.Limit?.Name));
        Assert.Equal((GuardAction.Block, null), (after.Action, after.Limit?.Name));
        Assert.Equal(GuardAction.Block, Operations.Policy(cap, critical).Evaluate(Operations.Of("DELETE FROM orders; DROP TABLE orders")).Action);
    }

    [Theory]
    [InlineData("Production", "RawSql", "DROP TABLE orders", GuardAction.RequireApproval, "production-critical")]
    [InlineData("Production", "Migration", "DROP TABLE orders", GuardAction.Alert, "production-migrations")]
    [InlineData("Production", "RawSql", "UPDATE orders SET a = 1", GuardAction.Alert, "high-risk")]
    [InlineData("Production", "RawSql", "DROP INDEX ix", GuardAction.Observe, "default")]
    [InlineData("Development", "RawSql", "DROP TABLE orders", GuardAction.Observe, "development")]
    [InlineData("Staging", "RawSql", "DROP TABLE orders", GuardAction.Alert, "high-risk")]
    [InlineData("Staging", "RawSql", "ALTER TABLE orders ALTER COLUMN a TYPE text", GuardAction.Observe, "default")]
    public void Without_rules_a_sensible_policy_applies(string environment, string source, string sql, GuardAction action, string rule)
    {
        var decision = GuardPolicy.Create(new GuardOptions()).Evaluate(Operations.Of(sql, environment, source: Enum.Parse<CommandSource>(source)));
        Assert.Equal((action, rule), (decision.Action, decision.RuleName));
    }

    [Fact]
    public void A_guard_that_is_switched_off_asks_for_nothing()
    {
        var policy = Operations.Policy(("Enabled", "false"), ("Rules:0:Name", "all"), ("Rules:0:Action", "Block"));
        Assert.Equal(default, policy.Evaluate(Operations.Of("DROP TABLE orders")));
    }

    [Fact]
    public void Changing_the_options_of_a_policy_changes_nothing_of_it()
    {
        var options = new GuardOptions { Rules = { new GuardRule { Name = "all", Action = GuardAction.Block } } };
        var policy = GuardPolicy.Create(options);
        options.Rules[0].Tables.Add("carts");
        options.Rules.Clear();
        Assert.Equal(GuardAction.Block, policy.Evaluate(Operations.Of("DROP TABLE orders")).Action);
    }

    [Fact]
    public void Asking_allocates_nothing()
    {
        var policy = Operations.Policy(
            new GuardRule { Name = "cap", Action = GuardAction.Block, MaxRows = RowLimit.OfRows(10), Tables = { "sales.*" } },
            new GuardRule { Name = "rest", Action = GuardAction.Block, MinSeverity = Risk.Critical, Environments = { "Production" }, Roles = { "Dba" } });
        var harmless = Operations.Of("SELECT * FROM orders WHERE id = 1");
        var destructive = Operations.Of("DELETE FROM carts; DROP TABLE orders", actor: Dba);
        policy.Evaluate(harmless);
        policy.Evaluate(destructive);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            policy.Evaluate(harmless);
            policy.Evaluate(destructive);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static (string Rule, GuardAction Action) Answer(GuardPolicy policy, string sql)
    {
        var decision = policy.Evaluate(Operations.Of(sql));
        return (decision.RuleName, decision.Action);
    }

    private static GuardedOperation Of(StatementInfo statement) =>
        new(statement, null, "Production", AuditActor.System, CommandSource.RawSql);
}
