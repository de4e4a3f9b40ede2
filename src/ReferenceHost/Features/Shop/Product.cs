namespace ReferenceHost.Features.Shop;

internal sealed class Product
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public int PriceCents { get; set; }

    public int Stock { get; set; }

    public DateTime UpdatedAt { get; set; }
}
