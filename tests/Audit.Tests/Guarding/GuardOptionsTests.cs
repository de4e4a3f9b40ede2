using Audit.Guarding;
using Audit.Guarding.Configuration;
using Audit.Guarding.Policy;
using Audit.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.Tests.Guarding;

public sealed class GuardOptionsTests
{
    [Theory]
    [InlineData("Enabled", "maybe", "Audit:Guard:Enabled is 'maybe'. Allowed: true, false.")]
    [InlineData("DefaultAction", "Stop", "Audit:Guard:DefaultAction is 'Stop'. Allowed: Observe, Alert, RequireReason, RequireConfirmation, RequireApproval, Block.")]
    [InlineData("DefaultAction", "5", "Audit:Guard:DefaultAction is '5'.")]
    [InlineData("ApprovalExpiry", "soon", "Audit:Guard:ApprovalExpiry is 'soon'. Allowed: a time as [d.]hh:mm:ss.")]
    [InlineData("ApprovalExpiry", "00:00:10", "Audit:Guard:ApprovalExpiry is 00:00:10. Allowed: 00:01:00 to 30.00:00:00.")]
    [InlineData("WhenNotDurable", "Ignore", "Audit:Guard:WhenNotDurable is 'Ignore'. Allowed: Continue, FailOperation.")]
    [InlineData("DurableTimeout", "00:10:00", "Audit:Guard:DurableTimeout is 00:10:00. Allowed: 00:00:00.0500000 to 00:05:00.")]
    [InlineData("Prompt", "no", "Audit:Guard:Prompt is 'no'. Allowed: true, false.")]
    [InlineData("Yes", "1", "Audit:Guard:Yes is '1'. Allowed: true, false.")]
    [InlineData("Rule", "x", "Audit:Guard:Rule is no key of the guard. Allowed: Enabled, Rules,")]
    [InlineData("Rules:0:Name", "", "Audit:Guard:Rules:0:Name is ''. Allowed: 1 to 100 characters")]
    [InlineData("Rules:0:Name", "Default", "Audit:Guard:Rules:0:Name is 'Default', which stands for the default action.")]
    [InlineData("Rules:0:Action", "Deny", "Audit:Guard:Rules:0:Action is 'Deny'. Allowed: Observe, Alert,")]
    [InlineData("Rules:0:Reason", "drop_table", "Audit:Guard:Rules:0:Reason is no key of the guard. Allowed: Name, Action, Reasons,")]
    [InlineData("Rules:0:Reasons:0", "drop_tables", "Audit:Guard:Rules:0:Reasons:0 is 'drop_tables', which is no reason. Allowed: alter_column_type,")]
    [InlineData("Rules:0:MinSeverity", "Severe", "Audit:Guard:Rules:0:MinSeverity is 'Severe'. Allowed: None, Low, Medium, High, Critical.")]
    [InlineData("Rules:0:Opaque", "yes", "Audit:Guard:Rules:0:Opaque is 'yes'. Allowed: true, false.")]
    [InlineData("Rules:0:Dialects:1", "db2", "Audit:Guard:Rules:0:Dialects:1 is 'db2'. Allowed: Unknown, PostgreSql, SqlServer, MySql, Sqlite, Oracle.")]
    [InlineData("Rules:0:ActorTypes:0", "Robot", "Audit:Guard:Rules:0:ActorTypes:0 is 'Robot'. Allowed: Anonymous, User, ApiKey, Service, System.")]
    [InlineData("Rules:0:Sources:0", "Dapper", "Audit:Guard:Rules:0:Sources:0 is 'Dapper'. Allowed: Unknown, Linq,")]
    [InlineData("Rules:0:Tables:0", " ", "Audit:Guard:Rules:0:Tables:0 is empty.")]
    [InlineData("Rules:0:MaxRows", "-1", "Audit:Guard:Rules:0:MaxRows is '-1'. Allowed: a number of rows")]
    [InlineData("Rules:0:MaxRows", "0%", "Audit:Guard:Rules:0:MaxRows is '0%'.")]
    [InlineData("Rules:0:MaxRows", "101%", "Audit:Guard:Rules:0:MaxRows is '101%'.")]
    public void What_is_not_allowed_is_refused_by_its_key(string key, string value, string message)
    {
        var settings = new List<(string, string)> { (key, value) };
        if (key != "Rules:0:Name")
            settings.Add(("Rules:0:Name", "rule"));
        if (key != "Rules:0:Action")
            settings.Add(("Rules:0:Action", "Block"));

        var refusal = Assert.Throws<OptionsValidationException>(() => Operations.Policy([.. settings]));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_without_an_action_is_refused()
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Operations.Policy(("Rules:0:Name", "rule")));
        Assert.Contains("Audit:Guard:Rules:0:Action is missing. Allowed: Observe,", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_rules_of_one_name_are_refused()
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Operations.Policy(
            new GuardRule { Name = "rule", Action = GuardAction.Block }, new GuardRule { Name = "Rule", Action = GuardAction.Block }));
        Assert.Contains("Audit:Guard:Rules:1:Name is 'Rule', which another rule has.", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Action", "RequireConfirmation", "Action is RequireConfirmation. Allowed with MaxRows: Alert, RequireReason, RequireApproval, Block.")]
    [InlineData("Opaque", "true", "MaxRows cannot limit what is Opaque or Incomplete.")]
    [InlineData("Reasons:0", "drop_table", "Reasons:0 is 'drop_table', which changes no rows that could be counted.")]
    public void A_limit_that_could_not_be_kept_is_refused(string key, string value, string message)
    {
        var settings = new List<(string, string)> { ("Rules:0:Name", "rule"), ("Rules:0:MaxRows", "10"), ($"Rules:0:{key}", value) };
        if (key != "Action")
            settings.Add(("Rules:0:Action", "Block"));

        var refusal = Assert.Throws<OptionsValidationException>(() => Operations.Policy([.. settings]));

        Assert.Contains($"Audit:Guard:Rules:0:{message}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_no_enum_has_are_refused_in_code_too()
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Operations.Policy(
            new GuardRule { Name = "rule", Action = (GuardAction)99, Sources = { (Audit.Events.CommandSource)99 } }));
        Assert.Contains("Audit:Guard:Rules:0:Action is 99.", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Audit:Guard:Rules:0:Sources:0 is 99.", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1000", 50, 1000)]
    [InlineData("0", 50, 0)]
    [InlineData("10%", 55, 5)]
    [InlineData("0.5 %", 1000, 5)]
    [InlineData("100%", 7, 7)]
    public void A_limit_is_a_number_or_a_share(string text, long tableRows, long most)
    {
        Assert.True(RowLimit.TryParse(text, out var limit));
        Assert.Equal(most, limit.Of(tableRows));
    }

    [Fact]
    public async Task A_wrong_policy_fails_the_start_with_its_key()
    {
        using var host = HostOf([("Rules:0:Name", "rule"), ("Rules:0:Action", "Deny")]);
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));
        Assert.Contains("Audit:Guard:Rules:0:Action is 'Deny'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_of_configuration_and_code_is_reloaded()
    {
        using var host = HostOf([("Rules:0:Name", "first"), ("Rules:0:Action", "Alert"), ("Rules:0:Tables", "orders")]);
        await host.StartAsync(TestContext.Current.CancellationToken);
        var settings = host.Services.GetRequiredService<GuardSettings>();
        Assert.Equal(["first", "code"], settings.Options.Rules.Select(static rule => rule.Name));
        Assert.Equal(GuardAction.Alert, settings.Policy.Evaluate(Operations.Of("DROP TABLE orders")).Action);

        Reload(host, "Rules:0:Action", "Block");

        Assert.Equal(["first", "code"], settings.Options.Rules.Select(static rule => rule.Name));
        Assert.Equal(GuardAction.Block, settings.Policy.Evaluate(Operations.Of("DROP TABLE orders")).Action);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_wrong_reload_keeps_the_policy_and_is_logged()
    {
        var log = new RecordingLoggerProvider();
        using var host = HostOf([("Rules:0:Name", "first"), ("Rules:0:Action", "Block"), ("Rules:0:Tables", "orders")], log);
        await host.StartAsync(TestContext.Current.CancellationToken);
        var settings = host.Services.GetRequiredService<GuardSettings>();

        Reload(host, "Rules:0:Action", "Allow");

        Assert.Equal(GuardAction.Block, settings.Policy.Evaluate(Operations.Of("DROP TABLE orders")).Action);
        var line = Assert.Single(log.Lines, static line => line.Id.Id == 1301);
        Assert.Equal(LogLevel.Error, line.Level);
        Assert.Contains("Audit:Guard:Rules:0:Action is 'Allow'", line.Text, StringComparison.Ordinal);

        Reload(host, "Rules:0:Action", "Alert");
        Assert.Equal(GuardAction.Alert, settings.Policy.Evaluate(Operations.Of("DROP TABLE orders")).Action);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static void Reload(IHost host, string key, string value)
    {
        var configuration = (IConfigurationRoot)host.Services.GetRequiredService<IConfiguration>();
        configuration[$"{GuardOptions.Section}:{key}"] = value;
        configuration.Reload();
    }

    private static IHost HostOf((string Key, string Value)[] settings, ILoggerProvider? log = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(
            settings.Select(static setting => KeyValuePair.Create($"{GuardOptions.Section}:{setting.Key}", (string?)setting.Value)));
        builder.Configuration["Audit:Enabled"] = "false";
        if (log is not null)
            builder.Logging.AddProvider(log);
        builder.AddAudit().AddGuard(static options => options.Rules.Add(new GuardRule { Name = "code", Action = GuardAction.Observe }));
        return builder.Build();
    }
}
