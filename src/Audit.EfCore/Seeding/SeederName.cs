using System.Reflection;

namespace Audit.EfCore.Seeding;

/// <summary>Names a seeder after the method that it is, or that a lambda stands in: <c>ShopSeeder.Seed</c>, <c>Program.Main</c>.</summary>
internal static class SeederName
{
    public static string Of(MethodInfo method)
    {
        // A compiler puts the method of a lambda into a type of its own, and writes the name of the method that it stands in within angle brackets.
        var type = method.DeclaringType;
        var name = method.Name;
        while (type is { IsNested: true } && type.Name.StartsWith('<'))
            type = type.DeclaringType;

        var start = name.LastIndexOf('<') + 1;
        var end = start == 0 ? -1 : name.IndexOf('>', start);
        if (end > start)
            name = name[start..end].TrimEnd('$');
        return type is null ? name : $"{type.Name}.{name}";
    }
}
