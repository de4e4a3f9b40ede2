namespace Audit.EfCore.Tests.Surface;

internal sealed class Blog
{
    public int Id { get; set; }

    public string Name { get; set; } = "";

    /// <summary>A complex type: columns of the same table.</summary>
    public Theme Theme { get; set; } = new() { Colour = "red" };

    /// <summary>An owned type in columns of the same table.</summary>
    public Contact? Contact { get; set; }

    /// <summary>An owned collection in a JSON column.</summary>
    public List<Link> Links { get; } = [];

    /// <summary>An owned collection in a table of its own.</summary>
    public List<Alias> Aliases { get; } = [];

    public List<Post> Posts { get; } = [];
}

internal sealed class Theme
{
    public required string Colour { get; set; }
}

internal sealed class Contact
{
    public string Mail { get; set; } = "";
}

internal sealed class Link
{
    public string Url { get; set; } = "";
}

internal sealed class Alias
{
    public string Name { get; set; } = "";
}

internal sealed class Post
{
    public int Id { get; set; }

    public string Title { get; set; } = "";

    public int Rating { get; set; }

    public int BlogId { get; set; }

    public Blog? Blog { get; set; }

    public List<Tag> Tags { get; } = [];
}

internal sealed class Tag
{
    public int Id { get; set; }

    public string Name { get; set; } = "";

    public List<Post> Posts { get; } = [];
}

/// <summary>Table per hierarchy.</summary>
internal abstract class Animal
{
    public int Id { get; set; }

    public string Name { get; set; } = "";
}

internal sealed class Cat : Animal
{
    public int Lives { get; set; }
}

internal sealed class Dog : Animal
{
    public string? Trick { get; set; }
}

/// <summary>Table per type.</summary>
internal class Vehicle
{
    public int Id { get; set; }

    public string Plate { get; set; } = "";
}

internal sealed class Car : Vehicle
{
    public int Doors { get; set; }
}

internal sealed class Truck : Vehicle
{
    public int Tons { get; set; }
}

/// <summary>Table per concrete type.</summary>
internal abstract class Payment
{
    public Guid Id { get; set; }

    public int Cents { get; set; }
}

internal sealed class CardPayment : Payment
{
    public string Last4 { get; set; } = "";
}

internal sealed class CashPayment : Payment
{
    public string Currency { get; set; } = "";
}

/// <summary>In a schema, with a name that must be quoted.</summary>
internal sealed class OrderLine
{
    public int Id { get; set; }

    public int Number { get; set; }
}

/// <summary>No key: read from a view.</summary>
internal sealed class BlogSummary
{
    public string Name { get; set; } = "";

    public int Posts { get; set; }
}
