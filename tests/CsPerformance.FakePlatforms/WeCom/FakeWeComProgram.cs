namespace CsPerformance.FakePlatforms.WeCom;

public static class FakeWeComProgram
{
    public static Task<int> RunAsync(string[] args)
    {
        Console.WriteLine($"fake WeChat Work {string.Join(' ', args)}");
        return Task.FromResult(0);
    }
}
