// The table of public images.
#include "services/ec2/public_images.hpp"

#include <algorithm>

namespace understudy::ec2 {
namespace {

// clang-format off
constexpr PublicImage images[] = {
    {"ami-000c540e28953ace2", "amzn-ami-minimal-hvm-2018.03.0.20181129-x86_64-ebs", "Amazon Linux AMI 2018.03.0.20181129 x86_64 Minimal HVM ebs", "137112412989", "amazon/amzn-ami-minimal-hvm-2018.03.0.20181129-x86_64-ebs", "Linux/UNIX", "x86_64", "/dev/xvda", "ebs", "hvm", "simple"},
    {"ami-00a36856283d67c39", "amzn-ami-vpc-nat-2018.03.0.20210721.0-x86_64-ebs", "Amazon Linux AMI 2018.03.0.20210721.0 x86_64 VPC HVM ebs", "137112412989", "amazon/amzn-ami-vpc-nat-2018.03.0.20210721.0-x86_64-ebs", "Linux/UNIX", "x86_64", "/dev/xvda", "ebs", "hvm", "simple"},
    {"ami-03cf127a", "Windows_Server-2016-English-Nano-Base-2017.10.13", "Microsoft Windows Server 2016 Nano Locale English AMI provided by Amazon", "801119661308", "amazon/getting-started", "windows", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-04681a1dbd79675a5", "amzn2-ami-hvm-2.0.20180810-x86_64-gp2", "Amazon Linux 2 AMI 2.0.20180810 x86_64 HVM gp2", "137112412989", "amazon/amzn2-ami-hvm-2.0.20180810-x86_64-gp2", "Linux/UNIX", "x86_64", "/dev/xvda", "ebs", "hvm", "simple"},
    {"ami-04681a1dbd79675b6", "amzn-ami-minimal-pv-2.0.20180810-x86_64-gp2", "Example InstanceStore AMI used by AutoScaling tests", "137112412989", "amazon/amzn2-ami-minimal-pv-2.0.20180810-x86_64-gp2", "Linux/UNIX", "x86_64", "/dev/xvda", "instance-store", "hvm", "simple"},
    {"ami-076f415166b04f5fe", "al2022-ami-2022.0.20220728.1-kernel-5.15-x86_64", "Amazon Linux 2022 AMI 2022.0.20220728.1 x86_64 HVM kernel-5.15", "137112412989", "amazon/al2022-ami-2022.0.20220728.1-kernel-5.15-x86_64", "Linux/UNIX", "x86_64", "/dev/xvda", "ebs", "hvm", "simple"},
    {"ami-0b301ce3ce347599c", "al2022-ami-2022.0.20220728.1-kernel-5.15-x86_64", "Amazon Linux 2022 AMI 2022.0.20220728.1 x86_64 HVM kernel-5.15", "137112412989", "amazon/al2022-ami-2022.0.20220728.1-kernel-5.15-x86_64", "Linux/UNIX", "x86_64", "/dev/xvda", "ebs", "hvm", "simple"},
    {"ami-0e9271c829888680e", "al2022-ami-2022.0.20220728.1-kernel-5.15-arm64", "Amazon Linux 2022 AMI 2022.0.20220728.1 arm64 HVM kernel-5.15", "137112412989", "amazon/al2022-ami-2022.0.20220728.1-kernel-5.15-arm64", "Linux/UNIX", "arm64", "/dev/xvda", "ebs", "hvm", "simple"},
    {"ami-12c6146b", "Windows_Server-2008-R2_SP1-English-64Bit-Base-2017.10.13", "Microsoft Windows Server 2008 R2 SP1 Datacenter 64-bit Locale English Base AMI provided by Amazon", "801119661308", "amazon/getting-started", "windows", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-1812c061", "Windows_Server-2016-English-Full-SQL_2016_SP1_Standard-2017.10.13", "Microsoft Windows Server 2016 Locale English with SQL Standard 2016 AMI provided by Amazon", "801119661308", "amazon/getting-started", "windows", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-1e749f67", "ubuntu/images/hvm-ssd/ubuntu-trusty-14.04-amd64-server-20170727", "Canonical, Ubuntu, 14.04 LTS, amd64 trusty image build on 2017-07-27", "099720109477", "amazon/getting-started", "", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-1ecc1e67", "Windows_Server-2012-R2_RTM-English-64Bit-Base-2017.10.13", "Microsoft Windows Server 2012 R2 RTM 64-bit Locale English AMI provided by Amazon", "801119661308", "amazon/getting-started", "windows", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-1f12c066", "Windows_Server-2016-English-Full-SQL_2016_SP1_Express-2017.10.13", "Microsoft Windows Server 2016 Locale English with SQL Express 2016 AMI provided by Amazon", "801119661308", "amazon/getting-started", "windows", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-24f3215d", "Windows_Server-2012-R2_RTM-English-64Bit-SQL_2014_SP2_Web-2017.10.13", "Microsoft Windows Server 2012 R2 RTM 64-bit Locale English with SQL Web 2014 AMI provided by Amazon", "801119661308", "amazon/getting-started", "windows", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-35e92e4c", "suse-sles-12-sp3-v20170907-hvm-ssd-x86_64", "SUSE Linux Enterprise Server 12 SP3 (HVM, 64-bit, SSD-Backed)", "013907871322", "amazon/getting-started", "", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-3bf32142", "Windows_Server-2012-R2_RTM-English-64Bit-SQL_2016_SP1_Express-2017.10.13", "Microsoft Windows Server 2012 R2 RTM 64-bit Locale English with SQL Express 2016 AMI provided by Amazon", "801119661308", "amazon/getting-started", "windows", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-3df32144", "Windows_Server-2012-R2_RTM-English-64Bit-SQL_2016_SP1_Enterprise-2017.10.13", "Microsoft Windows Server 2012 R2 RTM 64-bit Locale English with SQL Enterprise 2016 AMI provided by Amazon", "801119661308", "amazon/getting-started", "windows", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-56ec3e2f", "Windows_Server-2016-English-Full-SQL_2017_Express-2017.10.13", "Microsoft Windows Server 2016 Locale English with SQL Express 2017 AMI provided by Amazon", "801119661308", "amazon/getting-started", "windows", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-61db0918", "Windows_Server-2003-R2_SP2-English-64Bit-Base-2017.10.13", "Microsoft Windows Server 2003 R2 SP2 Datacenter 64-bit Locale English Base AMI provided by Amazon", "801119661308", "amazon/getting-started", "windows", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-6ef02217", "Windows_Server-2012-R2_RTM-English-64Bit-SQL_2016_SP1_Web-2017.10.13", "Microsoft Windows Server 2012 R2 RTM 64-bit Locale English with SQL Web 2016 AMI provided by Amazon", "801119661308", "amazon/getting-started", "windows", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-760aaa0f", "amzn-ami-hvm-2017.09.1.20171103-x86_64-gp2", "Amazon Linux AMI 2017.09.1.20171103 x86_64 HVM GP2", "137112412989", "amazon/getting-started", "", "x86_64", "/dev/xvda", "ebs", "hvm", "simple"},
    {"ami-77ed3f0e", "Windows_Server-2016-English-Full-SQL_2016_SP1_Enterprise-2017.10.13", "Microsoft Windows Server 2016 Full Locale English with SQL Enterprise 2016 SP1 AMI provided by Amazon", "801119661308", "amazon/getting-started", "windows", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-785db401", "ubuntu/images/hvm-ssd/ubuntu-xenial-16.04-amd64-server-20170721", "Canonical, Ubuntu, 16.04 LTS, amd64 xenial image build on 2017-07-21", "099720109477", "amazon/getting-started", "", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-8104a4f8", "amzn-ami-pv-2017.09.1.20171103-x86_64-ebs", "Amazon Linux AMI 2017.09.1.20171103 x86_64 PV EBS", "137112412989", "amazon/getting-started", "", "x86_64", "/dev/sda1", "ebs", "paravirtual", "simple"},
    {"ami-84ee3cfd", "Windows_Server-2016-English-Full-SQL_2017_Web-2017.10.13", "Microsoft Windows Server 2016 Locale English with SQL Web 2017 AMI provided by Amazon", "801119661308", "amazon/getting-started", "windows", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-86ee3cff", "Windows_Server-2016-English-Full-SQL_2017_Standard-2017.10.13", "Microsoft Windows Server 2016 Locale English with SQL Standard 2017 AMI provided by Amazon", "801119661308", "amazon/getting-started", "windows", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-999844e0", "Deep Learning AMI Amazon Linux - 3.3_Oct2017", "Deep Learning on Amazon Linux with MXNet, Tensorflow, Caffe, Theano, Torch, CNTK and Keras", "898082745236", "amazon/getting-started", "", "x86_64", "/dev/xvda", "ebs", "hvm", "simple"},
    {"ami-9b32e8e2", "Ubuntu CUDA9 DLAMI with MXNet/TF/Caffe2", "CUDA9 Classic Ubuntu DLAMI 1508914531", "898082745236", "amazon/getting-started", "", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-a9cc1ed0", "Windows_Server-2012-R2_RTM-English-64Bit-SQL_2014_SP2_Standard-2017.10.13", "Microsoft Windows Server 2012 R2 RTM 64-bit Locale English with SQL Standard 2014 AMI provided by Amazon", "801119661308", "amazon/getting-started", "windows", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-afee3cd6", "Windows_Server-2016-English-Full-SQL_2016_SP1_Web-2017.10.13", "Microsoft Windows Server 2016 Locale English with SQL Web 2016 SP1 AMI provided by Amazon", "801119661308", "amazon/getting-started", "windows", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-b7e93bce", "Windows_Server-2016-English-Full-Base-2017.10.13", "Microsoft Windows Server 2016 with Desktop Experience Locale English AMI provided by Amazon", "801119661308", "amazon/getting-started", "windows", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-bb9a6bc2", "RHEL-7.4_HVM_GA-20170808-x86_64-2-Hourly2-GP2", "Provided by Red Hat, Inc.", "309956199498", "amazon/getting-started", "", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-bceb39c5", "Windows_Server-2016-English-Full-Containers-2017.10.13", "Microsoft Windows Server 2016 with Containers Locale English AMI provided by Amazon", "801119661308", "amazon/getting-started", "windows", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-c2ff2dbb", "Windows_Server-2012-RTM-English-64Bit-Base-2017.10.13", "Microsoft Windows Server 2012 RTM 64-bit Locale English Base AMI provided by Amazon", "801119661308", "amazon/getting-started", "windows", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-c6f321bf", "Windows_Server-2012-R2_RTM-English-64Bit-SQL_2014_SP2_Express-2017.10.13", "Microsoft Windows Server 2012 R2 RTM 64-bit Locale English with SQL Express 2014 AMI provided by Amazon", "801119661308", "amazon/getting-started", "windows", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-d1cb19a8", "Windows_Server-2008-SP2-English-64Bit-Base-2017.10.13", "Microsoft Windows Server 2008 SP2 Datacenter 64-bit Locale English Base AMI provided by Amazon", "801119661308", "amazon/getting-started", "windows", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-dca37ea5", "Deep Learning AMI Ubuntu Linux - 2.4_Oct2017", "Deep Learning on Ubuntu Linux with MXNet, Tensorflow, Caffe, Theano, Torch, CNTK and Keras", "898082745236", "amazon/getting-started", "", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-f0e83a89", "Windows_Server-2016-English-Full-SQL_2017_Enterprise-2017.10.13", "Microsoft Windows Server 2016 Locale English with SQL Enterprise 2017 AMI provided by Amazon", "801119661308", "amazon/getting-started", "windows", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-f4cf1d8d", "Windows_Server-2012-R2_RTM-English-64Bit-SQL_2016_SP1_Standard-2017.10.13", "Microsoft Windows Server 2012 R2 RTM 64-bit Locale English with SQL Standard 2016 AMI provided by Amazon", "801119661308", "amazon/getting-started", "windows", "x86_64", "/dev/sda1", "ebs", "hvm", "simple"},
    {"ami-f8e54081", "CUDA9ClassicAmazonLinuxDLAMIwithMXNetTensorflowandCaffe2 ", "CUDA9 Classic Amazon Linux DLAMI 1508914924", "898082745236", "amazon/getting-started", "", "x86_64", "/dev/xvda", "ebs", "hvm", "simple"},
    {"ami-fa7cdd89", "suse-sles-11-sp4-v20151207-pv-ssd-x86_64", "SUSE Linux Enterprise Server 11 Service Pack 4 ((PV, 64-bit, SSD-Backed)", "013907871322", "amazon/getting-started", "", "x86_64", "/dev/sda", "ebs", "paravirtual", "simple"},
};
// clang-format on
static_assert(std::ranges::is_sorted(images, {}, &PublicImage::id));

}  // namespace

std::span<const PublicImage> public_images() { return images; }

const PublicImage* find_public_image(std::string_view id) {
  const auto* found = std::ranges::lower_bound(images, id, {}, &PublicImage::id);
  return found != std::end(images) && found->id == id ? found : nullptr;
}

}  // namespace understudy::ec2
