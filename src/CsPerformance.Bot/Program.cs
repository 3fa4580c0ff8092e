Console.WriteLine("CsPerformance.Bot");
