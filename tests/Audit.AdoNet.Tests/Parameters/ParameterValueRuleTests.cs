using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Audit.AdoNet.Parameters;
using Audit.Events;
using Audit.Redaction;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Audit.AdoNet.Tests.Parameters;

/// <summary>Which values are recorded, and as what.</summary>
public sealed class ParameterValueRuleTests
{
    private static readonly DatabaseTarget Shop = new("postgresql", "db1:5432", "shop");

    [Fact]
    public void Names_fit_with_and_without_prefix_and_by_pattern()
    {
        var read = Read(Shop, Sqlite(("@id", 7), ("@name", "alice"), (":order_id", 3), ("@password", "geheim")), new ParameterValueRule { Names = { "@ID", "*_id", "pass*" }, Classification = "Public" });

        Assert.Equal([new("@id", "7"), new("@name", Redacted.Marker), new(":order_id", "3"), new("@password", Redacted.Marker)], read);
    }

    [Fact]
    public void The_first_rule_that_fits_tells_the_classification()
    {
        var read = Read(
            Shop,
            Sqlite(("@email", "a@b.c"), ("@ssn", "1"), ("@iban", "DE"), ("@qty", 3)),
            new ParameterValueRule { Names = { "email", "ssn" }, Classification = "Personal" },
            new ParameterValueRule { Names = { "iban" }, Classification = "Contoso:Account" },
            new ParameterValueRule { Names = { "*" }, Classification = "Public" });

        Assert.Equal(["Audit:Personal(a@b.c)", "Audit:Personal(1)", "Contoso:Account(DE)", "3"], read.Select(parameter => parameter.Value));
    }

    [Theory]
    [InlineData("shop", null, true)]
    [InlineData("SHOP*", "db?:5432", true)]
    [InlineData("*", "db2*", false)]
    [InlineData("crm", null, false)]
    [InlineData(null, "db1:*", true)]
    public void A_rule_may_be_for_some_databases_and_servers_only(string? database, string? server, bool fits)
    {
        var rule = new ParameterValueRule { Classification = "Public" };
        if (database is not null)
            rule.Databases.Add(database);
        if (server is not null)
            rule.Servers.Add(server);

        Assert.Equal(fits ? "7" : Redacted.Marker, Read(Shop, Sqlite(("@id", 7)), rule).Single().Value);
    }

    [Theory]
    [InlineData("Int*", "7", Redacted.Marker, Redacted.Marker)]
    [InlineData("Guid", Redacted.Marker, "00000000-0000-0000-0000-000000000000", Redacted.Marker)]
    [InlineData("Uuid", Redacted.Marker, "00000000-0000-0000-0000-000000000000", Redacted.Marker)]
    [InlineData("citext", Redacted.Marker, Redacted.Marker, "x")]
    public void Types_are_those_of_the_driver_and_of_the_framework(string type, params string[] expected)
    {
        using var command = new NpgsqlCommand();
        // Which type goes with a value that comes without one, the driver knows once it has met a server.
        command.Parameters.Add(new NpgsqlParameter("a", NpgsqlDbType.Integer) { Value = 7 });
        command.Parameters.Add(new NpgsqlParameter("b", NpgsqlDbType.Uuid) { Value = Guid.Empty });
        command.Parameters.Add(new NpgsqlParameter("c", NpgsqlDbType.Citext) { Value = "x" });

        Assert.Equal(expected, Read(Shop, command.Parameters, new ParameterValueRule { Types = { type }, Classification = "Public" }).Select(parameter => parameter.Value));
    }

    [Fact]
    public void A_value_whose_type_the_driver_cannot_tell_is_not_recorded_and_does_no_harm()
    {
        var rules = ValueRule.For(Shop, With(new ParameterValueRule { Types = { "*nt32" }, Classification = "Public" }));

        Assert.False(Assert.Single(rules).Fits("odd", new OddParameter()));
    }

    [Fact]
    public void Configuration_is_checked_and_errors_name_the_key()
    {
        var error = Assert.Throws<OptionsValidationException>(() => Configured(new()
        {
            ["Audit:AdoNet:Parameters:Rules:0:Classification"] = "Public",
            ["Audit:AdoNet:Parameters:Rules:1:Names:0"] = "id",
            ["Audit:AdoNet:Parameters:Rules:2:Types:0"] = " ",
            ["Audit:AdoNet:Parameters:Rules:2:Classification"] = "Privat",
        }));

        Assert.Equal(
            [
                "Audit:AdoNet:Parameters:Rules:0 fits no parameter. Set one of Databases, Servers, Names, Types, for example Names to * for all values.",
                "Audit:AdoNet:Parameters:Rules:1:Classification is ''. Allowed: Secret, Personal, Financial, Public, or Taxonomy:Name of another taxonomy.",
                "Audit:AdoNet:Parameters:Rules:2 has an empty pattern. Allowed: a name, in which * stands for any characters.",
                "Audit:AdoNet:Parameters:Rules:2:Classification is 'Privat'. Allowed: Secret, Personal, Financial, Public, or Taxonomy:Name of another taxonomy.",
            ],
            error.Failures.SelectMany(failure => failure.Split("; ")).Select(failure => failure.Trim()).Where(failure => failure.Length > 0));
    }

    [Fact]
    public void Rules_come_from_the_configuration()
    {
        var rule = Assert.Single(Configured(new()
        {
            ["Audit:AdoNet:Parameters:Rules:0:Databases:0"] = "shop",
            ["Audit:AdoNet:Parameters:Rules:0:Names:0"] = "*_id",
            ["Audit:AdoNet:Parameters:Rules:0:Types:0"] = "Int*",
            ["Audit:AdoNet:Parameters:Rules:0:Classification"] = "Public",
        }).Rules);

        Assert.Equal(("shop", "*_id", "Int*", "Public"), (rule.Databases[0], rule.Names[0], rule.Types[0], rule.Classification));
    }

    private static AdoNetParameterOptions Configured(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddAudit().AddAdoNet();
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<AdoNetParameterOptions>>().Value;
    }

    private static AdoNetParameterOptions With(params ParameterValueRule[] rules)
    {
        var options = new AdoNetParameterOptions();
        foreach (var rule in rules)
            options.Rules.Add(rule);
        return options;
    }

    private static AuditParameter[] Read(DatabaseTarget target, DbParameterCollection parameters, params ParameterValueRule[] rules)
    {
        var options = With(rules);
        var capture = new ParameterCapture(Options.Create(options), new PassingRedactor());
        return [.. capture.Read(parameters, ValueRule.For(target, options), out _)];
    }

    private static SqliteParameterCollection Sqlite(params (string Name, object Value)[] parameters)
    {
        var command = new SqliteCommand();
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command.Parameters;
    }

    private sealed class OddParameter : DbParameter
    {
        public override DbType DbType
        {
            get => throw new NotSupportedException("secret value");
            set => _ = value;
        }

        public override ParameterDirection Direction { get; set; }

        public override bool IsNullable { get; set; }

        [AllowNull]
        public override string ParameterName { get; set; } = "";

        public override int Size { get; set; }

        [AllowNull]
        public override string SourceColumn { get; set; } = "";

        public override bool SourceColumnNullMapping { get; set; }

        public override object? Value { get; set; }

        public override void ResetDbType() => Value = null;
    }
}
