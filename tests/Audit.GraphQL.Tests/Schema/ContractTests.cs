using Audit.GraphQL.Schema;
using GraphQL;
using GraphQL.Types;
using GraphQLParser;
using GraphQLParser.AST;
using GraphQLParser.Visitors;

namespace Audit.GraphQL.Tests.Schema;

/// <summary>The served schema against <c>docs/schema.graphql</c>, the contract that clients are written by.</summary>
public sealed class ContractTests
{
    private static readonly Dictionary<string, string> Served = MembersOf(Parser.Parse(new AuditGraphSchema().Print()));
    private static readonly Dictionary<string, string> Contract =
        MembersOf(Parser.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "schema.graphql"))));

    /// <summary>The fields of a served type.</summary>
    internal static IEnumerable<string> FieldsOf(string type) =>
        Served.Keys.Where(member => member.StartsWith($"{type}.", StringComparison.Ordinal) && !member.Contains('(', StringComparison.Ordinal)).Select(member => member[(type.Length + 1)..]);

    [Fact]
    public void Served_schema_contains_the_contract()
    {
        var missing = Contract.Where(member => Served.GetValueOrDefault(member.Key) != member.Value)
            .Select(member => $"{member.Key}: {member.Value} is served as {Served.GetValueOrDefault(member.Key, "nothing")}");
        Assert.Empty(missing);
    }

    [Fact]
    public void Nothing_is_served_that_the_contract_does_not_say()
    {
        Assert.Empty(Served.Keys.Except(Contract.Keys));
    }

    /// <summary>Every type, field, argument, input field and enum value by its path, with its type and default value.</summary>
    private static Dictionary<string, string> MembersOf(GraphQLDocument document)
    {
        var members = new Dictionary<string, string>();
        foreach (var definition in document.Definitions)
        {
            switch (definition)
            {
                case GraphQLScalarTypeDefinition scalar:
                    members.Add(scalar.Name.StringValue, "scalar");
                    break;
                case GraphQLEnumTypeDefinition enumeration:
                    members.Add(enumeration.Name.StringValue, "enum");
                    foreach (var value in enumeration.Values!)
                        members.Add($"{enumeration.Name}.{value.Name}", "value");
                    break;
                case GraphQLInputObjectTypeDefinition input:
                    members.Add(input.Name.StringValue, "input");
                    foreach (var field in input.Fields!)
                        members.Add($"{input.Name}.{field.Name}", TypeOf(field));
                    break;
                case GraphQLObjectTypeDefinition type:
                    members.Add(type.Name.StringValue, "type");
                    foreach (var field in type.Fields!)
                    {
                        members.Add($"{type.Name}.{field.Name}", TextOf(field.Type));
                        foreach (var argument in field.Arguments?.Items ?? [])
                            members.Add($"{type.Name}.{field.Name}({argument.Name})", TypeOf(argument));
                    }

                    break;
            }
        }

        return members;
    }

    private static string TypeOf(GraphQLInputValueDefinition value) =>
        value.DefaultValue is { } usual ? $"{TextOf(value.Type)} = {TextOf(usual)}" : TextOf(value.Type);

    private static string TextOf(ASTNode node)
    {
        var writer = new StringWriter();
#pragma warning disable CA2012 // Writes to memory: it has ended when it returns.
        new SDLPrinter().PrintAsync(node, writer).GetAwaiter().GetResult();
#pragma warning restore CA2012
        return writer.ToString().Trim();
    }
}
