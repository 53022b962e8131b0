import sys, os, json, shutil
import databases
from bench_common import FOLDER, Bench
for name, folder in databases.our_addons().items():
    shutil.copytree(folder, FOLDER / "addons" / name, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
os.environ["ADDONS_PATH"] = str(FOLDER / "addons")
bench = Bench(quick=True, rounds=1)
if sys.argv[1] == "fill":
    databases.drop("bench_statistics"); databases.copy("bench_addons", "bench_statistics")
    print(bench.child("bench_statistics", "fill", count=int(sys.argv[2])))
    databases.drop("bench_statistics_filled"); databases.copy("bench_statistics", "bench_statistics_filled")
elif sys.argv[1] == "restore":
    databases.drop("bench_statistics"); databases.copy("bench_statistics_filled", "bench_statistics")
else:
    import bench_statistics
    found = bench.child("bench_statistics", "measure", rounds=int(sys.argv[2]))
    print("\n".join(bench_statistics.lines(int(sys.argv[3]), found)))
    open("/tmp/stat1_plans.txt","w").write("\n\n".join(found["plans"]))
